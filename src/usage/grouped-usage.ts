import { decodeCursor, encodeCursor } from '../kernel/cursor.ts'
import type { NumberText } from '../kernel/json.ts'
import type { TimeRange, Window, WindowSize } from '../kernel/window.ts'
import type { GroupFilter } from '../metrics/groups.ts'
import type { StreamingUsageMetric, UsageMetric, UsageScope } from './metric.ts'
import { BEFORE_ALL, isPosition, positionOf, type Position } from './position.ts'
import { readStretch } from './read-stretch.ts'
import { ROWS_AHEAD_MAX, type RowsAhead, type Stretch } from './rows-ahead.ts'
import type { WindowReads } from './window-reads.ts'

export interface GroupedUsageScope extends UsageScope {
  /** Null where others may store events, too: then each page is a query. */
  readonly rowsAhead: RowsAhead | null
  readonly windowReads: WindowReads
}

export interface GroupedUsageRequest {
  metric: UsageMetric
  /** Every text the customer's events may carry. */
  identifiers: readonly string[]
  range: TimeRange
  windowSize: WindowSize
  /** Names of properties, for SQL of columns besides the quantity; empty for usage without groups. */
  groupKey: readonly string[]
  groupFilters: readonly GroupFilter[]
  rowsMax: number
  cursor: string | undefined
}

export interface GroupedUsageRow {
  window: Window
  /** One value for each property of the group key, null where events have none. */
  groups: readonly (string | null)[]
  /** Null where nothing matched, which is not 0, or where SQL gives NULL. */
  value: NumberText | null
}

export interface GroupedUsagePage {
  rows: readonly GroupedUsageRow[]
  nextCursor: string | null
}

/**
 * One customer's usage of a metric, by window and group (semantics 21 to 23). With a group key, a row for each
 * window and group that has an event; without one, a row for each window.
 * @throws Problem invalid on bad bounds or a cursor of another list.
 */
export async function readGroupedUsage(
  scope: GroupedUsageScope,
  request: GroupedUsageRequest,
): Promise<GroupedUsagePage> {
  const after = request.cursor === undefined ? BEFORE_ALL : decodeCursor(request.cursor, isPosition)
  const { rows, isLast } = await readPage(scope, request, after)
  const last = rows.at(-1)
  return { rows, nextCursor: isLast || last === undefined ? null : encodeCursor(positionOf(last)) }
}

async function readPage(
  scope: GroupedUsageScope,
  request: GroupedUsageRequest,
  after: Position,
): Promise<Stretch> {
  const { rowsAhead } = scope
  const { metric, range, rowsMax } = request
  // To go on costs an SQL metric as much as to begin: most are evaluated window by window.
  if (rowsAhead === null || metric.kind === 'sql') return readStretch(scope, request, after, rowsMax)
  const list = nameList(request, metric)
  const held = after === BEFORE_ALL ? null : rowsAhead.find(list, range, after, rowsMax)
  if (held !== null) return held
  const readAt = rowsAhead.now()
  const stretch = await readStretch(scope, request, after, Math.max(rowsMax, ROWS_AHEAD_MAX))
  const rows = stretch.rows.slice(0, rowsMax)
  if (rows.length === stretch.rows.length) return stretch
  rowsAhead.hold(list, after, stretch, readAt)
  return { rows, isLast: false }
}

function nameList(
  { identifiers, range, windowSize, groupKey, groupFilters }: GroupedUsageRequest,
  { id }: StreamingUsageMetric,
): string {
  return JSON.stringify([id, identifiers, range, windowSize, groupKey, groupFilters])
}
