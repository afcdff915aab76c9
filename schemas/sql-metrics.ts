import { z } from 'zod'
import { data, exactNumber, usageBound, uuid } from './common.ts'
import { endpoint } from './endpoint.ts'

const sqlError = z
  .strictObject({
    code: z.string(),
    message: z.string(),
    /** Both from 1; null where the whole text is meant. */
    line: z.int().nullable(),
    column: z.int().nullable(),
  })
  .meta({ id: 'SqlError' })

const preview = z.strictObject({
  /** Null where the customer has no event in the range, or where the result is NULL. */
  value: exactNumber.nullable(),
  /** By all columns besides the quantity; none where there are no others. */
  rows: z.array(
    z.strictObject({ group: z.record(z.string(), z.string().nullable()), value: exactNumber.nullable() }),
  ),
  has_more_rows: z.boolean(),
})

export const sqlCheck = z
  .strictObject({
    is_admitted: z.boolean(),
    errors: z.array(sqlError),
    columns: z.array(
      z.strictObject({
        name: z.string(),
        type: z.enum(['text', 'decimal', 'timestamp', 'boolean']),
        is_quantity: z.boolean(),
      }),
    ),
    /** Whether many windows and customers are evaluated in one pass. */
    is_single_aggregation: z.boolean().nullable(),
    /** What the metric's view would be. */
    clickhouse_sql: z.string().nullable(),
    preview: preview.nullable(),
  })
  .meta({ id: 'SqlCheck' })

export const checkSqlMetric = endpoint({
  method: 'POST',
  path: '/ext/sql-metrics/check',
  operationId: 'checkSqlMetric',
  tag: 'Billable metrics',
  summary: 'Whether an SQL metric would be admitted, what it becomes, and what it comes to for a customer',
  body: z.strictObject({
    sql: z.string(),
    customer_id: uuid.optional(),
    starting_on: usageBound.optional(),
    ending_before: usageBound.optional(),
  }),
  response: data(sqlCheck),
})
