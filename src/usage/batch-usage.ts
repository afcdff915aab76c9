import { decodeCursor, encodeCursor } from '../kernel/cursor.ts'
import type { NumberText } from '../kernel/json.ts'
import { windowsOf, type TimeRange, type Window } from '../kernel/window.ts'
import type { BatchMetric, BatchUsageRequest } from './batch-request.ts'
import { withinGroupsMax } from './groups-max.ts'
import type { UsageScope } from './metric.ts'
import { findPairs, type Pair } from './pairs.ts'
import type { PairPlace } from './pair-place.ts'
import { readPairValues, type PairValues } from './pair-values.ts'
import { readUncounted } from './uncounted-values.ts'

export interface BatchUsageRow {
  customerId: string
  metric: BatchMetric
  window: TimeRange
  /** Null where nothing matched, which is not 0, or where SQL gives NULL. */
  value: NumberText | null
  /** By group value; null where the metric has no groupBy. Events without the property are in `value` alone. */
  groups: ReadonlyMap<string, NumberText | null> | null
}

/** How many rows a page of usage has; fewer where they have many groups. */
const USAGE_ROWS_MAX = 1000

// Each page reads the events of all customers, whose values come with them.
const TOTALS_MAX = 5000

/**
 * Usage of many customers and metrics by window, a page of it (semantics 21): ordered by customer, metric,
 * window; every window of the range for each pair that is answered for.
 * @throws Problem invalid on bad bounds, a cursor of another list, or a row of more than 100,000 groups.
 */
export async function readBatchUsage(
  scope: UsageScope,
  request: BatchUsageRequest,
): Promise<{ rows: BatchUsageRow[]; nextCursor: string | null }> {
  const windows = windowsOf(request.range, request.windowSize)
  const after = request.cursor === undefined ? null : decodeCursor(request.cursor, isPosition)
  const pairs = (await findPairs(scope, request, windows.length === 1)).filter(
    (pair) => after === null || !isBefore(pair, after),
  )
  const rowsMax = pageRowsMax(request, windows)
  const places = pagePlaces(pairs, windows, after, rowsMax)
  const page = places.slice(0, rowsMax)
  const uncounted = await readUncounted(scope, request, page)
  const shown = await withinGroupsMax(scope, request, page, uncounted)
  const values = await readPairValues(scope, request, shown, uncounted)
  const rows = shown.map(({ pair, window }) => toRow(pair, window, values))
  const last = shown.at(-1)
  const hasMore = places.length > shown.length && last !== undefined
  const nextCursor = hasMore
    ? encodeCursor([last.pair.customerId, last.pair.metric.id, last.window.number])
    : null
  return { rows, nextCursor }
}

function pageRowsMax({ metrics }: BatchUsageRequest, windows: readonly Window[]): number {
  const areTotals = windows.length === 1 && metrics.every(({ kind }) => kind === 'streaming')
  return areTotals ? TOTALS_MAX : USAGE_ROWS_MAX
}

/** The last row's customer, metric and window number. */
type Position = readonly [customerId: string, metricId: string, windowNumber: number]

/** The rows of the page and one more, as places in the order of the list. */
function pagePlaces(
  pairs: readonly Pair[],
  windows: readonly Window[],
  after: Position | null,
  rowsMax: number,
): PairPlace[] {
  const places: PairPlace[] = []
  for (const pair of pairs) {
    const isSame = after !== null && pair.customerId === after[0] && pair.metric.id === after[1]
    for (const window of windows) {
      if (isSame && window.number <= after[2]) continue
      places.push({ pair, window })
      if (places.length > rowsMax) return places
    }
  }
  return places
}

function isBefore({ customerId, metric }: Pair, [afterCustomerId, afterMetricId]: Position): boolean {
  return customerId === afterCustomerId ? metric.id < afterMetricId : customerId < afterCustomerId
}

function toRow({ customerId, metric }: Pair, window: Window, values: PairValues): BatchUsageRow {
  const value = values.total(customerId, metric.id, window.number)
  const { groupBy } = metric
  if (groupBy === null) return { customerId, metric, window, value, groups: null }
  const found = values.groups(customerId, metric.id, window.number)
  const names = groupBy.values ?? [...found.keys()]
  const groups = new Map(names.map((name) => [name, found.get(name) ?? null]))
  return { customerId, metric, window, value, groups }
}

function isPosition(value: unknown): value is Position {
  if (!Array.isArray(value) || value.length !== 3) return false
  const [customerId, metricId, windowNumber] = value as unknown[]
  return typeof customerId === 'string' && typeof metricId === 'string' && Number.isSafeInteger(windowNumber)
}
