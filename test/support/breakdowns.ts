import type { InvoiceListBreakdownsResponse } from '@metronome/sdk/resources/v1/customers/invoices'
import type { TestService } from './service.ts'

export const AUGUST = '2024-08-01T00:00:00Z'
export const SEPTEMBER = '2024-09-01T00:00:00Z'

/** The windows of a customer's invoices of August, or of another range, all pages. */
export function listBreakdowns(
  { sandbox }: Pick<TestService, 'sandbox'>,
  customerId: string,
  query: object = {},
) {
  return Array.fromAsync(
    sandbox.v1.customers.invoices.listBreakdowns({
      customer_id: customerId,
      starting_on: AUGUST,
      ending_before: SEPTEMBER,
      ...query,
    }),
  )
}

/** A window by its dates, total, and lines: name, what covers it, tier, quantity, unit price and total. */
export function shownWindow({
  breakdown_start_timestamp: from,
  breakdown_end_timestamp: to,
  total,
  line_items: lines,
}: InvoiceListBreakdownsResponse) {
  return [
    from.slice(5, 10),
    to.slice(5, 10),
    total,
    lines.map((line) => [
      line.name,
      line.commit_id === undefined ? undefined : 'Prepaid',
      line.tier?.level,
      line.quantity,
      line.unit_price,
      line.total,
    ]),
  ]
}
