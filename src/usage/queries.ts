import { z } from 'zod'
import { decimalTextColumn, defineQuery, integerColumn, type NoParams } from '../warehouse/query.ts'

type RangeParams = { range_from: string; range_to: string }

/** Beside each identifier the customer whose it is. */
type OwnedParams = RangeParams & {
  identifiers: readonly string[]
  owners: readonly string[]
  window_ms: number
}

const groups = z.array(z.string().nullable())
const unread = integerColumn

export const groupedUsage = defineQuery<
  RangeParams & {
    identifiers: readonly string[]
    window_ms: number
    after_window: number
    after_ranks: readonly string[]
    rows_max: number
  }
>()('usage/grouped', z.object({ window_number: integerColumn, groups, value: decimalTextColumn, unread }), {
  isReadAgain: true,
})

export const windowUsage = defineQuery<
  RangeParams & { identifiers: readonly string[]; owners: readonly number[]; window_ms: number }
>()(
  'usage/windows',
  z.object({ owner: z.number(), window_number: integerColumn, value: decimalTextColumn, unread }),
  { isReadAgain: true },
)

export const batchUsage = defineQuery<OwnedParams>()(
  'usage/batch',
  z.object({ owner_id: z.string(), window_number: integerColumn, groups, value: decimalTextColumn, unread }),
)

export const sqlMetricGroupedUsage = defineQuery<{
  after_window: number
  after_ranks: readonly string[]
  rows_max: number
}>()(
  'usage/sql-metric-grouped',
  z.object({ window_number: integerColumn, groups, value: decimalTextColumn.nullable() }),
)

export const sqlMetricBatchUsage = defineQuery<{ rows_max: number }>()(
  'usage/sql-metric-batch',
  z.object({
    owner_id: z.string(),
    window_number: integerColumn,
    asked_groups: groups,
    value: decimalTextColumn.nullable(),
    total: decimalTextColumn.nullable(),
  }),
)

const groupCount = z.object({
  owner_id: z.string(),
  window_number: integerColumn,
  groups_total: integerColumn,
})

export const groupCounts = defineQuery<OwnedParams>()('usage/group-counts', groupCount.extend({ unread }))

export const sqlMetricGroupCounts = defineQuery<NoParams>()('usage/sql-metric-group-counts', groupCount)

export const sqlMetricIdentifiers = defineQuery<RangeParams>()(
  'usage/sql-metric-identifiers',
  z.object({ identifier: z.string() }),
)

export const sqlMetricMatches = defineQuery<{
  event_types: readonly string[]
  customer_ids: readonly string[]
  first_timestamp: string
  last_timestamp: string
  sequences: readonly number[]
}>()('usage/sql-metric-matches', z.object({ accepted_sequence: integerColumn }))

export const eventWindows = defineQuery<OwnedParams>()(
  'usage/event-windows',
  z.object({ owner_id: z.string(), window_number: integerColumn, event_count: integerColumn }),
)

export const usageIdentifiers = defineQuery<RangeParams>()(
  'usage/identifiers',
  z.object({ identifier: z.string(), unread }),
)

export const identifierTotals = defineQuery<RangeParams>()(
  'usage/identifier-totals',
  z.object({ identifier: z.string(), value: decimalTextColumn, unread }),
)
