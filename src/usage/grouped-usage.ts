import { decodeCursor, encodeCursor } from '../kernel/cursor.ts'
import type { Decimal } from '../kernel/decimal.ts'
import { windowLengthMs, windowsOf, type TimeRange, type Window, type WindowSize } from '../kernel/window.ts'
import { emitAggregate } from '../metrics/aggregate.ts'
import { viewIdentifier } from '../metrics/view.ts'
import { emitGroupFilter, emitGroups, type GroupFilter } from '../metrics/groups.ts'
import { rangeParams, type UsageMetric, type UsageScope } from './metric.ts'
import { groupedUsage } from './queries.ts'

export interface GroupedUsageRequest {
  metric: UsageMetric
  /** Every text the customer's events may carry. */
  identifiers: readonly string[]
  range: TimeRange
  windowSize: WindowSize
  /** Property names; empty for usage without groups. */
  groupKey: readonly string[]
  groupFilters: readonly GroupFilter[]
  rowsMax: number
  cursor: string | undefined
}

export interface GroupedUsageRow {
  window: TimeRange
  /** One value for each property of the group key, null where events have none. */
  groups: readonly (string | null)[]
  /** Null where nothing matched, which is not 0. */
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
  const [first, last] = [shown.at(0), shown.at(-1)]
  if (first === undefined || last === undefined) return { rows: [], nextCursor: null }
  const range = { from: first.from, to: last.to }
  const found = await run(scope, request, { range, after: BEFORE_ALL, rowsMax: shown.length })
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
  const found = await run(scope, request, { range: request.range, after, rowsMax: request.rowsMax + 1 })
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

function run(
  { warehouse }: UsageScope,
  { metric, identifiers, windowSize, groupKey, groupFilters }: GroupedUsageRequest,
  { range, after, rowsMax }: { range: TimeRange; after: Position; rowsMax: number },
) {
  const filter = emitGroupFilter(groupFilters)
  return warehouse.run(
    groupedUsage,
    {
      ...rangeParams(range),
      ...filter.params,
      identifiers,
      window_ms: windowLengthMs(windowSize),
      after_window: after[0],
      after_ranks: after[1],
      rows_max: rowsMax,
    },
    {
      view: viewIdentifier(metric.id),
      value: emitAggregate(metric.aggregation),
      groups: emitGroups(groupKey),
      group_filter: filter.condition,
    },
  )
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
