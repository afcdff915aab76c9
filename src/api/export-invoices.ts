import { createMiddleware } from 'hono/factory'
import type { ApiVariables } from './serve.ts'

/** Has the warehouse follow each request that may have finalized or voided an invoice, so that no route can forget to. */
export const exportInvoices = createMiddleware<{ Variables: ApiVariables }>(async (context, next) => {
  await next()
  if (context.req.method !== 'GET') context.get('environment').invoiceExport.begin()
})
