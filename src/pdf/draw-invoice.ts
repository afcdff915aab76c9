import type { Invoice } from '../invoices/invoice.ts'
import { isolated } from './direction.ts'
import { drawTable } from './draw-table.ts'
import { sectionsOf } from './sections.ts'
import type { Seller } from './seller.ts'
import { lineHeight, openSheet, type Column, type Sheet } from './sheet.ts'
import { BODY, HEADING, LABEL, NAME, NOTICES, RULE, SMALL, STRONG, TITLE, TOTAL } from './styles.ts'
import { invoiceFacts, invoiceTitle, isRounded, statusNotice, totalsOf } from './summary.ts'

/**
 * Draws an invoice as a document that can be sent to who pays it. Amounts are rounded half up for display (semantics 25).
 * @returns the PDF, the same bytes for the same invoice.
 */
export async function drawInvoice(invoice: Invoice, seller: Seller): Promise<Uint8Array> {
  const title = `${invoiceTitle(invoice)} ${invoice.id}`
  const { name: author, fontFile } = seller
  const sheet = await openSheet({ title, author, createdAt: invoice.issuedAt, fontFile })
  drawHead(sheet, invoice, seller)
  drawNotice(sheet, invoice)
  const emptyText = invoice.period === null ? 'No charges.' : 'No charges in this period.'
  drawTable(sheet, sectionsOf(invoice), emptyText)
  drawTotals(sheet, invoice)
  drawFooters(sheet, invoice, seller)
  return sheet.finish()
}

/** Such that an id has one line. */
const FACTS_WIDTH = 268

/** The seller and the customer on the left, the title and what identifies the invoice on the right. */
function drawHead(sheet: Sheet, invoice: Invoice, seller: Seller): void {
  const top = sheet.y
  const right: Column = { left: sheet.left + sheet.width - FACTS_WIDTH, width: FACTS_WIDTH, align: 'left' }
  const left: Column = { left: sheet.left, width: sheet.width - FACTS_WIDTH - 12, align: 'left' }
  sheet.write(seller.name, left, NAME)
  for (const line of seller.addressLines) sheet.write(line, left, LABEL)
  sheet.y += 20
  sheet.write('Bill to', left, HEADING)
  sheet.write(invoice.customer.name, left, NAME)
  sheet.write(`Customer ${invoice.customer.id}`, left, LABEL)
  const leftEnd = sheet.y
  sheet.y = top
  sheet.write(invoiceTitle(invoice), right, TITLE)
  sheet.y += 8
  const labels = { ...right, width: 82 }
  const values = { ...right, left: right.left + labels.width, width: right.width - labels.width }
  for (const [label, value] of invoiceFacts(invoice)) {
    sheet.writeLine(label, labels, sheet.y, LABEL)
    sheet.write(value, values, BODY)
    sheet.y += 2
  }
  sheet.y = Math.max(leftEnd, sheet.y) + 24
}

function drawNotice(sheet: Sheet, invoice: Invoice): void {
  const notice = statusNotice(invoice)
  if (notice === null || invoice.status === 'FINALIZED') return
  const { box, text } = NOTICES[invoice.status]
  const padding = 8
  const inner: Column = { left: sheet.left + padding, width: sheet.width - 2 * padding, align: 'left' }
  const style = { ...STRONG, color: text }
  const lines = sheet.wrap(notice, inner.width, style)
  sheet.box(lines.length * lineHeight(style) + 2 * padding, box)
  sheet.y += padding
  sheet.write(notice, inner, style)
  sheet.y += padding + 16
}

/** The totals stay on one page. */
function drawTotals(sheet: Sheet, invoice: Invoice): void {
  const facts = totalsOf(invoice)
  const labels: Column = { left: sheet.left + sheet.width - 320, width: 120, align: 'left' }
  const values: Column = { left: labels.left + labels.width, width: 200, align: 'right' }
  const styleAt = (place: number) => (place === facts.length - 1 ? TOTAL : BODY)
  const lines = facts.map(([, value], place) => sheet.wrap(value, values.width, styleAt(place)))
  const height = lines.reduce((sum, own, place) => sum + own.length * lineHeight(styleAt(place)) + 4, 0)
  if (sheet.room() < 14 + height + 8 + lineHeight(SMALL)) sheet.turn()
  else sheet.y += 14
  for (const [place, [label, value]] of facts.entries()) {
    const style = styleAt(place)
    const isTotal = style === TOTAL
    sheet.writeLine(label, labels, sheet.y + (isTotal ? 3 : 0), isTotal ? STRONG : LABEL)
    sheet.write(value, values, style)
    sheet.y += 4
  }
  if (!isRounded(invoice)) return
  sheet.y += 8
  const note = 'Amounts are rounded for display; the total is rounded once, from the exact sum.'
  sheet.write(note, { left: sheet.left, width: sheet.width, align: 'right' }, SMALL)
}

function drawFooters(sheet: Sheet, invoice: Invoice, seller: Seller): void {
  const mark = `${invoiceTitle(invoice)} ${invoice.id}${invoice.status === 'VOID' ? ' · VOID' : ''}`
  const [line = [], ...rest] = sheet.wrap(`${isolated(seller.name)} · ${mark}`, sheet.width - 80, SMALL)
  // Which invoice a page is of, and that it is void, is said however long the seller's name is.
  const left = rest.length === 0 ? line : mark
  const footer: Column = { left: sheet.left, width: sheet.width, align: 'left' }
  sheet.onEachPage((page, pages) => {
    const top = sheet.y - lineHeight(SMALL)
    sheet.y = top - 6
    sheet.rule(RULE)
    sheet.writeLine(left, footer, top, SMALL)
    sheet.writeLine(`Page ${page} of ${pages}`, { ...footer, align: 'right' }, top, SMALL)
  })
}
