import { z } from 'zod'
import { uuid } from './common.ts'
import { endpoint } from './endpoint.ts'

export const getInvoicePdf = endpoint({
  method: 'GET',
  path: '/v1/customers/:customer_id/invoices/:invoice_id/pdf',
  operationId: 'getInvoicePdf',
  tag: 'Invoices',
  summary: 'Download an invoice as a document',
  params: z.strictObject({ customer_id: uuid, invoice_id: uuid }),
  responseType: 'application/pdf',
  response: z.instanceof(Response).meta({ override: { type: 'string', format: 'binary' } }),
})
