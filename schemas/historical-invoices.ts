import { z } from 'zod'
import { anyCase, customFields, data, decimal, hourTimestamp, issueTimestamp, uuid } from './common.ts'
import { endpoint } from './endpoint.ts'
import { invoice } from './invoices.ts'

/** At most; each is priced by itself. */
const INVOICES_MAX = 100

const dates = { inclusive_start_date: hourTimestamp, exclusive_end_date: hourTimestamp }

const usageLineItem = z.strictObject({
  product_id: uuid,
  ...dates,
  /** May be left out where there are subtotals, which it is the sum of. */
  quantity: decimal.optional(),
  pricing_group_values: customFields.optional(),
  presentation_group_values: customFields.optional(),
  subtotals_with_quantity: z.array(z.strictObject({ ...dates, quantity: decimal })).optional(),
})

const historicalInvoice = z.strictObject({
  customer_id: uuid,
  contract_id: uuid,
  credit_type_id: uuid,
  ...dates,
  issue_date: issueTimestamp,
  breakdown_granularity: anyCase(['HOUR', 'DAY']).optional(),
  usage_line_items: z.array(usageLineItem),
  billable_status: z.enum(['billable', 'unbillable']).optional(),
  custom_fields: customFields.optional(),
})

export const createHistoricalInvoices = endpoint({
  method: 'POST',
  path: '/v1/contracts/createHistoricalInvoices',
  operationId: 'createHistoricalInvoices',
  tag: 'Contracts',
  summary: 'Import usage invoices of past periods',
  body: z.strictObject({
    invoices: z.array(historicalInvoice).min(1).max(INVOICES_MAX),
    preview: z.boolean(),
  }),
  response: data(z.array(invoice)),
})
