import { z } from 'zod'
import { decimalColumn, defineQuery, integerColumn } from '../../warehouse/query.ts'

interface BatchQuantityParams extends Record<string, string | readonly string[] | readonly number[]> {
  identifiers: readonly string[]
  /** Whose each identifier is, by number. */
  owner_numbers: readonly number[]
  period_from: string
  period_to: string
  /** Milliseconds since the epoch, in order; the first is the period's start. None where each hour is one. */
  segment_starts: readonly number[]
}

const batchQuantityRow = z.object({
  block_number: z.number(),
  owner_number: z.number(),
  groups: z.array(z.string().nullable()),
  /** In order; there are as many of both. */
  segment_starts: z.array(z.number()),
  /** Decimals, which become numbers only where one is asked for. */
  cumulatives: z.array(z.string()),
  may_fall: z.boolean(),
  unread: integerColumn,
})

export type BatchQuantityRow = z.infer<typeof batchQuantityRow>

export const batchQuantitiesOfProduct = defineQuery<BatchQuantityParams>()(
  'invoices/batch-quantities-of-product',
  batchQuantityRow,
)

export const batchSegmentsOfProduct = defineQuery<BatchQuantityParams>()(
  'invoices/batch-segments-of-product',
  batchQuantityRow,
)

export const batchQuantities = defineQuery<BatchQuantityParams>()(
  'invoices/batch-quantities',
  batchQuantityRow,
)

interface ActivityParams extends Record<string, string | readonly string[] | readonly number[]> {
  identifiers: readonly string[]
  owner_numbers: readonly number[]
  period_from: string
  period_to: string
}

export const batchActivity = defineQuery<ActivityParams>()(
  'invoices/batch-activity',
  z.object({ owner_number: z.number(), event_count: integerColumn, hour_count: integerColumn }),
)

/** Besides these, `identifiers_<n>` and `owner_numbers_<n>` of each block. */
interface BatchSqlParams extends Record<string, string | number | readonly string[] | readonly number[]> {
  range_from: string
  range_to: string
}

const batchSqlRow = z.object({
  block_number: z.number(),
  /** A customer's, or in blocks to the ends of segments a customer's and a segment's. */
  place_number: z.number(),
  /** 0 in blocks to the ends of segments. */
  hour_start: integerColumn,
  groups: z.array(z.string().nullable()),
  cumulative: decimalColumn,
})
export type BatchSqlRow = z.infer<typeof batchSqlRow>

export const batchQuantitiesOfSqlProductByHour = defineQuery<BatchSqlParams>()(
  'invoices/batch-quantities-of-sql-product-by-hour',
  batchSqlRow,
)

export const batchQuantitiesOfSqlProductToSegments = defineQuery<BatchSqlParams>()(
  'invoices/batch-quantities-of-sql-product-to-segments',
  batchSqlRow,
)

export const batchSqlQuantities = defineQuery<BatchSqlParams>()('invoices/batch-sql-quantities', batchSqlRow)
