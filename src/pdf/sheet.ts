import { directionalRuns, runsOfLines, type Line } from './direction.ts'
import { fontFiles, fontFor, writable, type Weight } from './fonts.ts'
import { wrapText } from './wrap-text.ts'

/** How a text is written. Lengths are in points, a 72nd of an inch. */
export interface Style {
  size: number
  weight: Weight
  color: string
}

/** Where a text goes: from a left edge on, no wider than a width. */
export interface Column {
  left: number
  width: number
  align: 'left' | 'right'
}

/** Pages that are written from top to bottom. */
export interface Sheet {
  readonly left: number
  readonly width: number
  /** Where the next thing goes, from the top of the page. */
  y: number
  /** How much of the page is left below that. */
  room(): number
  /** Begins a new page. */
  turn(): void
  /** The lines that a text takes in a column. */
  wrap(text: string, width: number, style: Style): Line[]
  /** Writes one line whose top is at a height; it is not wrapped. */
  writeLine(line: Line | string, column: Column, top: number, style: Style): void
  /** Writes a text below the last one in as many lines as it takes. */
  write(text: string, column: Column, style: Style): void
  rule(color: string): void
  box(height: number, color: string): void
  /** Writes on every page, once all of them are there. */
  onEachPage(write: (page: number, pages: number) => void): void
  /** The document; nothing can be written after. */
  finish(): Promise<Uint8Array>
}

export interface DocumentInfo {
  title: string
  author: string
  /** Kept in the document in place of the time at which it is made, so that the same invoice is the same bytes. */
  createdAt: number
  /** As `Seller` has it. */
  fontFile?: string | undefined
}

const MARGIN = 48
const FOOTER_HEIGHT = 28
const LINE_SPACING = 1.3
/** How far below the top of a line its letters stand, in sizes. */
const ASCENT = 0.8

/** Without it words are laid out one by one, and those of a run from right to left come in the wrong order. */
const AS_A_WHOLE = { features: [] }

/** So that texts of one row stand on one line, whatever their fonts. */
const ON_ITS_BASELINE = { ...AS_A_WHOLE, lineBreak: false, baseline: 'alphabetic' } as const

/** The height of a line. */
export function lineHeight({ size }: Pick<Style, 'size'>): number {
  return size * LINE_SPACING
}

/** Opens pages of A4. The library is loaded with the first of them, for that takes as long as all else at a start. */
export async function openSheet({ title, author, createdAt, fontFile }: DocumentInfo): Promise<Sheet> {
  const { default: PDFDocument } = await import('pdfkit')
  const document = new PDFDocument({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    lang: 'en',
    displayTitle: true,
    info: { Title: title, Author: author, Creator: 'Meterhouse', CreationDate: new Date(createdAt) },
  })
  for (const [name, path] of fontFiles(fontFile)) document.registerFont(name, path)
  const opened = new Set<object>()
  const bytes = collect(document)
  const { width: pageWidth, height: pageHeight } = document.page
  const bottom = pageHeight - MARGIN - FOOTER_HEIGHT
  const use = (run: string, { size, weight }: Style) => {
    document.font(fontFor(run, weight)).fontSize(size)
    scaleBox(document, opened)
    return document
  }
  const widthOfRun = (run: string, style: Style) => use(run, style).widthOfString(run, AS_A_WHOLE)
  const widthOfRuns = (runs: Line, style: Style) =>
    runs.reduce((width, run) => width + widthOfRun(run, style), 0)
  const widthOf = (style: Style) => (text: string) => widthOfRuns(directionalRuns(text), style)
  const sheet: Sheet = {
    left: MARGIN,
    width: pageWidth - 2 * MARGIN,
    y: MARGIN,
    room: () => bottom - sheet.y,
    turn() {
      document.addPage()
      sheet.y = MARGIN
    },
    wrap(text, width, style) {
      const whole = writable(text)
      return runsOfLines(whole, wrapText(whole, width, widthOf(style)))
    },
    writeLine(line, { left, width, align }, top, style) {
      const runs = typeof line === 'string' ? directionalRuns(line) : line
      let x = align === 'left' ? left : left + width - widthOfRuns(runs, style)
      for (const run of runs) {
        use(run, style)
          .fillColor(style.color)
          .text(run, x, top + style.size * ASCENT, ON_ITS_BASELINE)
        x += widthOfRun(run, style)
      }
    },
    write(text, column, style) {
      for (const line of sheet.wrap(text, column.width, style)) {
        sheet.writeLine(line, column, sheet.y, style)
        sheet.y += lineHeight(style)
      }
    },
    rule(color) {
      const [left, right] = [MARGIN, pageWidth - MARGIN]
      document.lineWidth(0.5).strokeColor(color).moveTo(left, sheet.y).lineTo(right, sheet.y).stroke()
    },
    box(height, color) {
      document.rect(MARGIN, sheet.y, pageWidth - 2 * MARGIN, height).fill(color)
    },
    onEachPage(write) {
      const { count } = document.bufferedPageRange()
      for (let page = 0; page < count; page += 1) {
        document.switchToPage(page)
        sheet.y = pageHeight - MARGIN
        write(page + 1, count)
      }
    },
    finish() {
      document.end()
      return bytes
    },
  }
  return sheet
}

/**
 * The library says of the box, which stands for each letter that a font has no shape for, how wide it is in the font's
 * units, unlike of all else. Readers would show it about twice as wide as it was measured, over the margin.
 */
function scaleBox(document: PDFKit.PDFDocument, opened: Set<object>): void {
  const { _font: font } = document as unknown as { _font: { widths?: number[]; scale: number } }
  const [box] = font.widths ?? []
  if (font.widths === undefined || box === undefined || opened.has(font)) return
  opened.add(font)
  font.widths[0] = box * font.scale
}

async function collect(document: PDFKit.PDFDocument): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of document) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks)
}
