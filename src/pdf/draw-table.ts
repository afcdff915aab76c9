import { isolated, type Line } from './direction.ts'
import type { Row, Section } from './sections.ts'
import { lineHeight, type Column, type Sheet, type Style } from './sheet.ts'
import { BODY, FAINT_RULE, GREY, HEADING, INDENT, RULE, SMALL } from './styles.ts'

interface Columns {
  description: Column
  quantity: Column
  unitPrice: Column
  amount: Column
}

type Cell = keyof Columns

const CELLS: readonly Cell[] = ['description', 'quantity', 'unitPrice', 'amount']
const GAP = 10
const NUMBER_WIDTHS = { quantity: 84, unitPrice: 84, amount: 88 }
const ROW_PADDING = 3.5
/** A row that is higher is begun where there is room, and goes on on the next page. */
const KEPT_TOGETHER_LINES_MAX = 12

/** Draws the table of charges, over as many pages as it takes, each with the header row. */
export function drawTable(sheet: Sheet, sections: readonly Section[], emptyText: string): void {
  const columns = columnsOf(sheet)
  drawHeader(sheet, columns)
  for (const { title, rows } of sections) {
    if (title !== null) drawTitle(sheet, columns, title, rows)
    if (title === null && rows.length === 0) drawRow(sheet, columns, emptyRow(emptyText), [])
    let product: Row | null = null
    for (const [place, row] of rows.entries()) {
      if (row.kind !== 'part') product = row.kind === 'product' ? row : null
      const next = row.kind === 'product' ? rows[place + 1] : undefined
      const continued = row.kind === 'part' && product !== null ? [continuedRow(product)] : []
      drawRow(sheet, columns, row, continued, next)
    }
  }
}

function columnsOf({ left, width }: Sheet): Columns {
  const right = left + width
  const number = (end: number, own: number): Column => ({ left: end - own, width: own, align: 'right' })
  const amount = number(right, NUMBER_WIDTHS.amount)
  const unitPrice = number(amount.left - GAP, NUMBER_WIDTHS.unitPrice)
  const quantity = number(unitPrice.left - GAP, NUMBER_WIDTHS.quantity)
  return {
    description: { left, width: quantity.left - GAP - left, align: 'left' },
    quantity,
    unitPrice,
    amount,
  }
}

function drawHeader(sheet: Sheet, columns: Columns): void {
  const titles = {
    description: 'Description',
    quantity: 'Quantity',
    unitPrice: 'Unit price',
    amount: 'Amount',
  }
  for (const cell of CELLS) sheet.writeLine(titles[cell], columns[cell], sheet.y, HEADING)
  sheet.y += lineHeight(HEADING) + ROW_PADDING
  sheet.rule(RULE)
  sheet.y += 1.5 * ROW_PADDING
}

function turnPage(sheet: Sheet, columns: Columns): void {
  sheet.turn()
  drawHeader(sheet, columns)
}

/** A section's title stays with its first row, and with what that stays with. */
function drawTitle(sheet: Sheet, columns: Columns, title: string, [first, second]: readonly Row[]): void {
  const below =
    first === undefined ? 0 : heightKept(sheet, columns, first, first.kind === 'product' ? second : undefined)
  const lines = sheet.wrap(title, sheet.width, HEADING)
  const height = lines.length * lineHeight(HEADING) + 4 * ROW_PADDING
  if (sheet.room() < height + below) turnPage(sheet, columns)
  else sheet.y += 3 * ROW_PADDING
  sheet.write(title, { left: sheet.left, width: sheet.width, align: 'left' }, HEADING)
  sheet.y += ROW_PADDING
}

/** One line of a row: what each cell has there. */
type RowLine = Readonly<Record<Cell, Line>> & { styles: Readonly<Record<Cell, Style>>; height: number }

/**
 * Draws a row; where the page has no room for it, on the next one.
 * @param repeated the rows that say there what it belongs to.
 * @param kept the row that must not be parted from it.
 */
function drawRow(sheet: Sheet, columns: Columns, row: Row, repeated: readonly Row[], kept?: Row): void {
  const lines = linesOf(sheet, columns, row)
  if (sheet.room() < heightKept(sheet, columns, row, kept)) {
    turnPage(sheet, columns)
    for (const one of repeated) drawRow(sheet, columns, one, [])
  }
  const description = row.kind === 'part' ? indented(columns.description) : columns.description
  for (const line of lines) {
    if (sheet.room() < line.height) turnPage(sheet, columns)
    for (const cell of CELLS) {
      const column = cell === 'description' ? description : columns[cell]
      sheet.writeLine(line[cell], column, sheet.y, line.styles[cell])
    }
    sheet.y += line.height
  }
  sheet.y += ROW_PADDING
  if (row.kind === 'product') return
  sheet.rule(FAINT_RULE)
  sheet.y += ROW_PADDING
}

function linesOf(sheet: Sheet, columns: Columns, row: Row): RowLine[] {
  const main = row.kind === 'product' ? { ...BODY, weight: 'bold' as const } : BODY
  const width = (row.kind === 'part' ? indented(columns.description) : columns.description).width
  const description = sheet.wrap(row.description, width, main)
  const details = row.details === '' ? [] : sheet.wrap(row.details, width, SMALL)
  const numbers = {
    quantity: sheet.wrap(row.quantity, columns.quantity.width, main),
    unitPrice: sheet.wrap(row.unitPrice, columns.unitPrice.width, main),
    amount: sheet.wrap(row.amount, columns.amount.width, main),
  }
  const texts = [
    ...description.map((line) => ({ line, style: main })),
    ...details.map((line) => ({ line, style: { ...SMALL, color: GREY } })),
  ]
  const count = Math.max(texts.length, ...Object.values(numbers).map(({ length }) => length))
  return Array.from({ length: count }, (_, place) => {
    const own = texts[place]?.style ?? main
    const shown = {
      quantity: numbers.quantity[place] ?? [],
      unitPrice: numbers.unitPrice[place] ?? [],
      amount: numbers.amount[place] ?? [],
    }
    const hasNumber = Object.values(shown).some((line) => line.length > 0)
    return {
      description: texts[place]?.line ?? [],
      ...shown,
      // What goes on beside small letters is the end of a number, and not one of them.
      styles: { description: own, quantity: main, unitPrice: main, amount: main },
      height: Math.max(lineHeight(own), hasNumber ? lineHeight(main) : 0),
    }
  })
}

/** What a row takes, with the row that must not be parted from it, as far as it is kept together. */
function heightKept(sheet: Sheet, columns: Columns, row: Row, kept: Row | undefined): number {
  const rows = kept === undefined ? [row] : [row, kept]
  const lines = rows.flatMap((one) => linesOf(sheet, columns, one)).slice(0, KEPT_TOGETHER_LINES_MAX)
  return lines.reduce((sum, { height }) => sum + height, 2 * rows.length * ROW_PADDING)
}

function indented(column: Column): Column {
  return { ...column, left: column.left + INDENT, width: column.width - INDENT }
}

function continuedRow(row: Row): Row {
  return { ...row, description: `${isolated(row.description)} (continued)`, amount: '' }
}

function emptyRow(description: string): Row {
  return { kind: 'line', description, details: '', quantity: '', unitPrice: '', amount: '' }
}
