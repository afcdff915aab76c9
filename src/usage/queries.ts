import { z } from 'zod'
import { decimalColumn, defineQuery, integerColumn } from '../warehouse/query.ts'

const range = { range_from: '', range_to: '' }
const groups = z.array(z.string().nullable())

export const groupedUsage = defineQuery<
  typeof range & {
    identifiers: readonly string[]
    window_ms: number
    after_window: number
    after_ranks: readonly string[]
    rows_max: number
  }
>()('usage/grouped', z.object({ window_number: integerColumn, groups, value: decimalColumn }))

export const batchUsage = defineQuery<
  typeof range & { identifiers: readonly string[]; owners: readonly string[]; window_ms: number }
>()(
  'usage/batch',
  z.object({ owner_id: z.string(), window_number: integerColumn, groups, value: decimalColumn }),
)

export const usageIdentifiers = defineQuery<typeof range>()(
  'usage/identifiers',
  z.object({ identifier: z.string() }),
)
