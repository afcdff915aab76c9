import { decodeCursor, encodeCursor } from '../kernel/cursor.ts'
import { sql } from '../kernel/sql.ts'
import type { Decimal } from '../kernel/decimal.ts'
import { windowLengthMs, windowsOf, type TimeRange, type Window, type WindowSize } from '../kernel/window.ts'
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
import { groupedUsage, sqlMetricGroupedUsage, windowUsage } from './queries.ts'
import { readMetric } from './read-metric.ts'
import { emitWindowNumber } from './window-number.ts'
import { evaluateSqlMetric } from './sql-metric/evaluate.ts'

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
  window: TimeRange
  /** One value for each property of the group key, null where events have none. */
  groups: readonly (string | null)[]
  /** Null where nothing matched, which is not 0, or where SQL gives NULL. */
  value: Decimal | null
}

export interface GroupedUsagePage {
  rows: GroupedUsageRow[]
  nextCursor: string | null
}

/**
 * One customer's usage of a metric, by window and group (semantics 21 to 23). With a group key, a row for each
 * window and group that has an event; without one, a row for each window.
 * @throws Problem invalid on bad bounds or a cursor of another list.
 */
export async function readGroupedUsage(
  scope: UsageScope,
  request: GroupedUsageRequest,
): Promise<GroupedUsagePage> {
  const windows = windowsOf(request.range, request.windowSize)
  const after = request.cursor === undefined ? BEFORE_ALL : decodeCursor(request.cursor, isPosition)
  return request.groupKey.length === 0
    ? readWindows(scope, request, windows, after)
    : readGroups(scope, request, windows, after)
}

/** The last row's window number and group ranks. */
type Position = readonly [windowNumber: number, ranks: readonly string[]]
const BEFORE_ALL: Position = [Number.MIN_SAFE_INTEGER, []]

async function readWindows(
  scope: UsageScope,
  request: GroupedUsageRequest,
  windows: readonly Window[],
  [afterNumber]: Position,
): Promise<GroupedUsagePage> {
  const start = windows.findIndex((window) => window.number > afterNumber)
  const shown = start === -1 ? [] : windows.slice(start, start + request.rowsMax)
  const last = shown.at(-1)
  if (last === undefined) return { rows: [], nextCursor: null }
  const found = await run(scope, request, { windows: shown, after: BEFORE_ALL, rowsMax: shown.length })
  const values = new Map(found.map((row) => [row.window_number, row.value]))
  const rows = shown.map((window) => ({ window, groups: [], value: values.get(window.number) ?? null }))
  return { rows, nextCursor: last === windows.at(-1) ? null : encodeCursor([last.number, []]) }
}

async function readGroups(
  scope: UsageScope,
  request: GroupedUsageRequest,
  windows: readonly Window[],
  after: Position,
): Promise<GroupedUsagePage> {
  const left = windows.filter(({ number }) => number >= after[0])
  const found = await run(scope, request, { windows: left, after, rowsMax: request.rowsMax + 1 })
  const shown = found.slice(0, request.rowsMax)
  const firstNumber = windows[0]?.number ?? 0
  const rows = shown.map((row) => {
    const window = windows[row.window_number - firstNumber]
    if (window === undefined) throw new Error(`usage outside its range, in window ${row.window_number}`)
    return { window, groups: row.groups, value: row.value }
  })
  const last = shown.at(-1)
  const hasMore = found.length > shown.length && last !== undefined
  return { rows, nextCursor: hasMore ? encodeCursor([last.window_number, last.groups.map(rank)]) : null }
}

interface Part {
  /** Windows next to each other, in their order; at least one. */
  windows: readonly Window[]
  after: Position
  rowsMax: number
}

function run(scope: UsageScope, request: GroupedUsageRequest, part: Part) {
  const { metric } = request
  return metric.kind === 'streaming'
    ? runStreaming(scope, request, metric, part)
    : runSql(scope, request, metric, part)
}

async function runStreaming(
  scope: UsageScope,
  { identifiers, windowSize, groupKey, groupFilters }: GroupedUsageRequest,
  metric: StreamingUsageMetric,
  { windows, after, rowsMax }: Part,
) {
  const { warehouse } = scope
  const range = { from: windows.at(0)?.from ?? 0, to: windows.at(-1)?.to ?? 0 }
  const params = { ...rangeParams(range), identifiers, window_ms: windowLengthMs(windowSize) }
  const window_number = emitWindowNumber(windowSize)
  if (groupKey.length === 0) {
    const rows = await readMetric(scope, metric, (source) =>
      warehouse.run(windowUsage, params, { ...source, window_number }),
    )
    return rows.map((row) => ({ ...row, groups: [] }))
  }
  return readMetric(scope, metric, (source, textOf) => {
    const filter = emitGroupFilter(groupFilters, textOf)
    return warehouse.run(
      groupedUsage,
      { ...params, ...filter.params, ...pageParams(after, rowsMax) },
      {
        ...source,
        window_number,
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

/** As in `sql/warehouse/usage/grouped.sql`: null sorts last. */
function rank(value: string | null): string {
  return value === null ? '1' : `0${value}`
}

function isPosition(value: unknown): value is Position {
  if (!Array.isArray(value) || value.length !== 2) return false
  const [windowNumber, ranks] = value as unknown[]
  return (
    Number.isSafeInteger(windowNumber) &&
    Array.isArray(ranks) &&
    ranks.every((item) => typeof item === 'string')
  )
}
