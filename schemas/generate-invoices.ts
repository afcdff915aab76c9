import { z } from 'zod'
import { data, decimal, namedId, timestamp, uuid, wireTimestamp } from './common.ts'
import { endpoint } from './endpoint.ts'

const CUSTOMERS_MAX = 10_000

export const generateInvoices = endpoint({
  method: 'POST',
  path: '/ext/invoices/generate',
  operationId: 'generateInvoices',
  tag: 'Invoices',
  summary: 'Finalize what is due, or with dry_run say what it would come to',
  body: z.strictObject({
    /** Now where it is left out; later only with `dry_run`, and by ten years at most. */
    as_of: timestamp.optional(),
    /** Everybody where it is left out; an empty list names nobody. */
    customer_ids: z.array(uuid).max(CUSTOMERS_MAX).optional(),
    dry_run: z.boolean().optional(),
  }),
  response: data(
    z.strictObject({
      as_of: wireTimestamp,
      dry_run: z.boolean(),
      invoices: z.number(),
      totals: z.array(z.strictObject({ credit_type: namedId, invoices: z.number(), total: decimal })),
      /** Nothing of these customers was finalized; the next run tries again. */
      failures: z.array(z.strictObject({ customer_id: uuid, reason: z.string() })),
    }),
  ),
})
