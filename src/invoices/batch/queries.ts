import { z } from 'zod'
import { decimalColumn, defineQuery, integerColumn } from '../../warehouse/query.ts'

interface BatchQuantityParams extends Record<string, string | readonly string[] | readonly number[]> {
  identifiers: readonly string[]
  /** Whose each identifier is, by number. */
  owner_numbers: readonly number[]
  period_from: string
  period_to: string
  /** Milliseconds since the epoch, in order; the first is the period's start. */
  segment_starts: readonly number[]
}

const batchQuantityRow = z.object({
  block_number: z.number(),
  owner_number: z.number(),
  segment_start: integerColumn,
  groups: z.array(z.string().nullable()),
  cumulative: decimalColumn,
  may_fall: z.boolean(),
})

export const batchQuantitiesOfProduct = defineQuery<BatchQuantityParams>()(
  'invoices/batch-quantities-of-product',
  batchQuantityRow,
)

export const batchQuantities = defineQuery<BatchQuantityParams>()(
  'invoices/batch-quantities',
  batchQuantityRow,
)
