import { z } from 'zod'
import { decimal, namedId, page, pageQuery, uuid, wireTimestamp } from './common.ts'
import { endpoint } from './endpoint.ts'

const tag = 'Invoices'

/** Usage that a finalized invoice does not bill as it is now. */
export const lateUsage = z
  .strictObject({
    invoice_id: uuid,
    contract_id: uuid,
    issued_at: wireTimestamp,
    finalized_at: wireTimestamp,
    starting_at: wireTimestamp,
    ending_before: wireTimestamp,
    product_id: uuid,
    product_name: z.string(),
    pricing_group_values: z.record(z.string(), z.string()).optional(),
    presentation_group_values: z.record(z.string(), z.string().nullable()).optional(),
    credit_type: namedId,
    quantity_billed: decimal,
    quantity_now: decimal,
    /** What the difference costs by the invoice's terms, before commits and credits; composites are rows of their own. */
    cost: decimal,
  })
  .meta({ id: 'LateUsage' })

export const listLateUsage = endpoint({
  method: 'GET',
  path: '/ext/customers/:customer_id/late-usage',
  operationId: 'listLateUsage',
  tag,
  summary: 'List usage that finalized invoices do not bill as it is now, with its cost',
  params: z.strictObject({ customer_id: uuid }),
  query: z.strictObject(pageQuery),
  response: page(lateUsage),
})
