import { z } from 'zod'
import { data, isJsonObject, uuid } from './common.ts'
import { endpoint } from './endpoint.ts'
import { invoice } from './invoices.ts'

const tag = 'Invoices'

const properties = z
  .custom<Record<string, unknown>>(isJsonObject, 'expected an object')
  .meta({ override: { type: 'object', additionalProperties: true } })

/** An event of a preview; without a transaction_id it is a new one, without a timestamp it happens now. */
export const previewEvent = z
  .strictObject({
    transaction_id: z.string().min(1).max(128).optional(),
    event_type: z.string().min(1),
    timestamp: z.string().optional(),
    properties: properties.optional(),
  })
  .meta({ id: 'PreviewEvent' })

export const previewCustomerEvents = endpoint({
  method: 'POST',
  path: '/v1/customers/:customer_id/previewEvents',
  operationId: 'previewCustomerEvents',
  tag,
  summary: "A customer's usage drafts as they would be with some events, which are stored nowhere",
  params: z.strictObject({ customer_id: uuid }),
  body: z.strictObject({
    events: z.array(previewEvent),
    mode: z.enum(['replace', 'merge']).default('replace'),
    skip_zero_qty_line_items: z.boolean().default(false),
    contract_id: uuid.optional(),
  }),
  response: data(z.array(invoice)),
})
