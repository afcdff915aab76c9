import { decodeCursor, encodeCursor } from '../kernel/cursor.ts'
import { sql } from '../kernel/sql.ts'
import type { NumberText } from '../kernel/json.ts'
import {
  rangeOf,
  windowLengthMs,
  windowsOf,
  type TimeRange,
  type Window,
  type WindowSize,
} from '../kernel/window.ts'
import {
  emitGroupFilter,
  emitGroupKeys,
  emitGroupOrder,
  emitGroups,
  emitIsAfter,
  type GroupFilter,
} from '../metrics/groups.ts'
import {
  rangeParams,
  type SqlUsageMetric,
  type StreamingUsageMetric,
  type UsageMetric,
  type UsageScope,
} from './metric.ts'
import { groupedUsage, sqlMetricGroupedUsage } from './queries.ts'
import { BEFORE_ALL, isPosition, positionOf, type Position } from './position.ts'
import { readMetric } from './read-metric.ts'
import { ROWS_AHEAD_MAX, type RowsAhead, type Stretch } from './rows-ahead.ts'
import { emitWindowNumber } from './window-number.ts'
import type { WindowReads } from './window-reads.ts'
import { evaluateSqlMetric } from './sql-metric/evaluate.ts'

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

function readStretch(
  scope: GroupedUsageScope,
  request: GroupedUsageRequest,
  after: Position,
  rowsMax: number,
): Promise<Stretch> {
  const windows = windowsOf(request.range, request.windowSize)
  return request.groupKey.length === 0
    ? readWindows(scope, request, windows, after, rowsMax)
    : readGroups(scope, request, windows, after, rowsMax)
}

async function readWindows(
  scope: GroupedUsageScope,
  request: GroupedUsageRequest,
  windows: readonly Window[],
  [afterNumber]: Position,
  rowsMax: number,
): Promise<Stretch> {
  const start = windows.findIndex((window) => window.number > afterNumber)
  const shown = start === -1 ? [] : windows.slice(start, start + rowsMax)
  if (shown.length === 0) return { rows: [], isLast: true }
  const values = await readValues(scope, request, shown)
  const rows = shown.map((window) => ({ window, groups: [], value: values.get(window.number) ?? null }))
  return { rows, isLast: start + rows.length === windows.length }
}

async function readValues(
  scope: GroupedUsageScope,
  request: GroupedUsageRequest,
  windows: readonly Window[],
) {
  const { metric, identifiers, windowSize } = request
  if (metric.kind === 'streaming') {
    return scope.windowReads.read(scope, { metric, range: rangeOf(windows), windowSize }, identifiers)
  }
  const found = await runSql(scope, request, metric, { windows, after: BEFORE_ALL, rowsMax: windows.length })
  return new Map(found.map((row) => [row.window_number, row.value]))
}

async function readGroups(
  scope: GroupedUsageScope,
  request: GroupedUsageRequest,
  windows: readonly Window[],
  after: Position,
  rowsMax: number,
): Promise<Stretch> {
  const left = windows.filter(({ number }) => number >= after[0])
  const part = { windows: left, after, rowsMax: rowsMax + 1 }
  const found =
    request.metric.kind === 'streaming'
      ? await runStreaming(scope, request, request.metric, part)
      : await runSql(scope, request, request.metric, part)
  const firstNumber = windows[0]?.number ?? 0
  const rows = found.slice(0, rowsMax).map((row) => {
    const window = windows[row.window_number - firstNumber]
    if (window === undefined) throw new Error(`usage outside its range, in window ${row.window_number}`)
    return { window, groups: row.groups, value: row.value }
  })
  return { rows, isLast: rows.length === found.length }
}

interface Part {
  /** Windows next to each other, in their order; at least one. */
  windows: readonly Window[]
  after: Position
  rowsMax: number
}

function runStreaming(
  scope: UsageScope,
  { identifiers, windowSize, groupKey, groupFilters }: GroupedUsageRequest,
  metric: StreamingUsageMetric,
  { windows, after, rowsMax }: Part,
) {
  const { warehouse } = scope
  const params = { ...rangeParams(rangeOf(windows)), identifiers, window_ms: windowLengthMs(windowSize) }
  return readMetric(scope, metric, (source, textOf) => {
    const filter = emitGroupFilter(groupFilters, textOf)
    return warehouse.run(
      groupedUsage,
      { ...params, ...filter.params, ...pageParams(after, rowsMax) },
      {
        ...source,
        window_number: emitWindowNumber(windowSize),
        groups: emitGroups(groupKey, textOf),
        group_keys: emitGroupKeys(groupKey, textOf),
        group_order: emitGroupOrder(groupKey, textOf),
        is_after: after === BEFORE_ALL ? sql`true` : emitIsAfter(),
        group_filter: filter.condition,
      },
    )
  })
}

function runSql(
  scope: UsageScope,
  { identifiers, windowSize, groupKey, groupFilters }: GroupedUsageRequest,
  metric: SqlUsageMetric,
  { windows, after, rowsMax }: Part,
) {
  const places = windows.map((window) => ({ customerId: OWNER, identifiers, window }))
  return evaluateSqlMetric(
    scope,
    { metric, places, windowSize, groupKey },
    groupFilters,
    sqlMetricGroupedUsage,
    pageParams(after, rowsMax),
    rowsMax,
  )
}

// One customer's usage needs no owner to tell it from others'.
const OWNER = 'the customer'

function pageParams([window, ranks]: Position, rowsMax: number) {
  return { after_window: window, after_ranks: ranks, rows_max: rowsMax }
}
