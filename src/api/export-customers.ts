import { createMiddleware } from 'hono/factory'
import type { ApiVariables } from './serve.ts'

/** Has the warehouse follow each request that may have changed a customer, so that no route can forget to. */
export const exportCustomers = createMiddleware<{ Variables: ApiVariables }>(async (context, next) => {
  await next()
  if (context.req.method !== 'GET') context.get('environment').customerExport.begin()
})
