import type { Metronome } from '@metronome/sdk'
import Table from 'cli-table3'
import type { z } from 'zod'
import { listInvoices, type invoice, type lineItem } from '../../schemas/invoices.ts'
import type { Instant } from '../../src/kernel/instant.ts'
import { parseJson } from '../../src/kernel/json.ts'
import type { Customer } from './customers.ts'
import { formatDay, formatDollars, formatExactDollars, formatQuantity } from './format.ts'

type Invoice = z.output<typeof invoice>
type LineItem = z.output<typeof lineItem>

/**
 * A customer's draft invoice of the billing period that holds an instant, no digit of it lost: the client's own
 * parsing would make doubles of the amounts.
 * @throws where there is none.
 */
export async function currentInvoice(
  client: Metronome,
  { id, company }: Customer,
  at: Instant,
): Promise<Invoice> {
  const response = await client.v1.customers.invoices.list({ customer_id: id, status: 'DRAFT' }).asResponse()
  const page = listInvoices.response.parse(parseJson(await response.text()))
  const current = page.data.find((invoice) => {
    if (invoice.type !== 'USAGE') return false
    const { from, to } = periodOf(invoice)
    return from <= at && at < to
  })
  if (current === undefined) throw new Error(`${company.name} has no invoice for the current period`)
  return current
}

/** The billing period of a usage invoice. */
export function periodOf({ id, start_timestamp: start, end_timestamp: end }: Invoice): {
  from: Instant
  to: Instant
} {
  if (start === undefined || end === undefined) throw new Error(`invoice ${id} is not of usage`)
  return { from: Date.parse(start), to: Date.parse(end) }
}

/** Draws an invoice as a table: its lines and its total. */
export function invoiceTable(invoice: Invoice): string {
  const table = new Table({
    head: ['Product', 'Model', 'When', 'Quantity', 'Unit price', 'Total'],
    colAligns: ['left', 'left', 'left', 'right', 'right', 'right'],
    // No colours, and no line between rows.
    style: { head: [], border: [], compact: true },
  })
  for (const line of invoice.line_items) {
    table.push([
      line.name,
      line.pricing_group_values?.['model'] ?? '',
      datesOf(line, invoice),
      formatQuantity(line.quantity),
      formatExactDollars(line.unit_price),
      formatDollars(line.total),
    ])
  }
  table.push([{ content: 'Total', colSpan: 5, hAlign: 'right' }, formatDollars(invoice.total)])
  return table.toString()
}

/** The dates of a line that does not last as long as its invoice. */
function datesOf(line: LineItem, invoice: Invoice): string {
  if (line.starting_at === undefined || line.ending_before === undefined) return ''
  const [start, end] = [line.starting_at, line.ending_before].map((text) => formatDay(Date.parse(text)))
  const startsLater = line.starting_at !== invoice.start_timestamp
  const endsSooner = line.ending_before !== invoice.end_timestamp
  if (startsLater && endsSooner) return `${start} to ${end}`
  if (startsLater) return `from ${start}`
  return endsSooner ? `before ${end}` : ''
}
