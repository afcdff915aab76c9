import { sql } from '../kernel/sql.ts'
import { rangeOf, windowLengthMs, windowsOf, type Window } from '../kernel/window.ts'
import { emitGroupFilter, emitGroupKeys, emitGroupOrder, emitGroups, emitIsAfter } from '../metrics/groups.ts'
import type { GroupedUsageRequest, GroupedUsageScope } from './grouped-usage.ts'
import { rangeParams, type SqlUsageMetric, type StreamingUsageMetric, type UsageScope } from './metric.ts'
import { BEFORE_ALL, type Position } from './position.ts'
import { groupedUsage, sqlMetricGroupedUsage } from './queries.ts'
import { readMetric } from './read-metric.ts'
import type { Stretch } from './rows-ahead.ts'
import { evaluateSqlMetric } from './sql-metric/evaluate.ts'
import { emitWindowNumber } from './window-number.ts'

/** Reads the rows of one customer's usage after a place, by a query. @param rowsMax how many of them, whatever the page. */
export function readStretch(
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
