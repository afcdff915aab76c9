import { z } from 'zod'
import { data, decimal, hourTimestamp, timestamp, uuid } from './common.ts'
import { endpoint } from './endpoint.ts'
import { invoice } from './invoices.ts'

const lineItem = z.strictObject({
  professional_service_id: uuid,
  amendment_id: uuid.optional(),
  amount: decimal.optional(),
  unit_price: decimal.optional(),
  quantity: decimal.optional(),
  metadata: z.string().optional(),
  netsuite_invoice_billing_start: timestamp.optional(),
  netsuite_invoice_billing_end: timestamp.optional(),
})

export const scheduleProServicesInvoice = endpoint({
  method: 'POST',
  path: '/v1/contracts/scheduleProServicesInvoice',
  operationId: 'scheduleProServicesInvoice',
  tag: 'Contracts',
  summary: "Bill work under a contract's professional services on a date",
  body: z.strictObject({
    customer_id: uuid,
    contract_id: uuid,
    issued_at: hourTimestamp,
    netsuite_invoice_header_start: timestamp.optional(),
    netsuite_invoice_header_end: timestamp.optional(),
    line_items: z.array(lineItem).min(1),
  }),
  response: data(z.array(invoice)),
})
