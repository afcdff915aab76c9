import { z } from 'zod'
import { anyCase, page, pageQuery, queryBoolean, timestamp, uuid, wireTimestamp } from './common.ts'
import { endpoint } from './endpoint.ts'
import { invoice } from './invoices.ts'

const tag = 'Invoices'

export const breakdownInvoice = invoice
  .extend({ breakdown_start_timestamp: wireTimestamp, breakdown_end_timestamp: wireTimestamp })
  .meta({ id: 'BreakdownInvoice' })

export const listBreakdownInvoices = endpoint({
  method: 'GET',
  path: '/v1/customers/:customer_id/invoices/breakdowns',
  operationId: 'listBreakdownInvoices',
  tag,
  summary:
    "List a customer's usage invoices hour by hour or day by day, by the events there are now, imported ones by their own usage",
  params: z.strictObject({ customer_id: uuid }),
  query: z.strictObject({
    ...pageQuery,
    status: anyCase(['DRAFT', 'FINALIZED', 'VOID']).optional(),
    window_size: anyCase(['HOUR', 'DAY']).optional(),
    sort: z.enum(['date_asc', 'date_desc']).optional(),
    credit_type_id: uuid.optional(),
    starting_on: timestamp,
    ending_before: timestamp,
    skip_zero_qty_line_items: queryBoolean,
  }),
  response: page(breakdownInvoice),
})
