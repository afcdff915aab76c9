import type { NumberText } from '../kernel/json.ts'
import { rangeOf, windowLengthMs } from '../kernel/window.ts'
import { groupFiltersOf, type BatchUsageRequest } from './batch-request.ts'
import { emitGroupFilter, emitGroupKeys, emitGroups, type GroupFilter } from '../metrics/groups.ts'
import { rangeParams, type StreamingUsageMetric, type UsageScope } from './metric.ts'
import { placeKey, placesOf, type PairPlace } from './pair-place.ts'
import { batchUsage } from './queries.ts'
import { readMetric } from './read-metric.ts'
import { emitWindowNumber } from './window-number.ts'
import { readSqlPairs } from './sql-pair-values.ts'
import { ownerParams } from './sql-metric/place.ts'
import { stretchesOf } from './stretches.ts'
import type { UncountedValues } from './uncounted-values.ts'

/** The values found for some pairs; what has no event has no value. */
export interface PairValues {
  total(customerId: string, metricId: string, windowNumber: number): NumberText | null
  /** By group value, without the events that lack the property. */
  groups(customerId: string, metricId: string, windowNumber: number): ReadonlyMap<string, NumberText | null>
}

/**
 * Reads the values of the places: for a streaming metric by one query, and up to three more where it is broken down by
 * group; for one in SQL by one evaluation.
 * @param uncounted SQL metrics that are evaluated already, in these places and maybe in others.
 */
export async function readPairValues(
  scope: UsageScope,
  request: BatchUsageRequest,
  places: readonly PairPlace[],
  uncounted: UncountedValues,
): Promise<PairValues> {
  const totals = new Map<string, NumberText | null>()
  const groups = new Map<string, Map<string, NumberText | null>>()
  const setGroup = (key: string, [group]: readonly (string | null)[], value: NumberText | null) => {
    if (group === undefined || group === null) return
    const values = groups.get(key) ?? new Map<string, NumberText | null>()
    groups.set(key, values.set(group, value))
  }
  const byMetric = Map.groupBy(places, ({ pair }) => pair.metric)
  await Promise.all(
    [...byMetric].map(async ([metric, own]) => {
      if (metric.kind === 'sql') {
        for (const row of uncounted.get(metric) ?? (await readSqlPairs(scope, request, metric, own))) {
          const key = placeKey(row.owner_id, metric.id, row.window_number)
          totals.set(key, row.total)
          setGroup(key, row.asked_groups, row.value)
        }
        return
      }
      const unknown = own.filter(({ pair }) => pair.total === null)
      for (const { pair, window } of own) {
        if (pair.total !== null) totals.set(placeKey(pair.customerId, metric.id, window.number), pair.total)
      }
      for (const row of await readStreaming(scope, request, metric, unknown, [], [])) {
        totals.set(placeKey(row.owner_id, metric.id, row.window_number), row.value)
      }
      const { groupBy } = metric
      if (groupBy === null) return
      const filters = groupFiltersOf(metric)
      // By stretches, so that no windows past the page are read: they can have any number of groups.
      for (const stretch of stretchesOf(own)) {
        for (const row of await readStreaming(scope, request, metric, stretch, [groupBy.property], filters)) {
          setGroup(placeKey(row.owner_id, metric.id, row.window_number), row.groups, row.value)
        }
      }
    }),
  )
  return {
    total: (...place) => totals.get(placeKey(...place)) ?? null,
    groups: (...place) => groups.get(placeKey(...place)) ?? new Map<string, NumberText | null>(),
  }
}

/** @param own places of the metric. */
async function readStreaming(
  scope: UsageScope,
  { windowSize }: BatchUsageRequest,
  metric: StreamingUsageMetric,
  own: readonly PairPlace[],
  groupKey: readonly string[],
  filters: readonly GroupFilter[],
) {
  const owned = ownerParams(placesOf(own))
  if (owned.identifiers.length === 0) return []
  const params = {
    ...rangeParams(rangeOf(own.map(({ window }) => window))),
    ...owned,
    window_ms: windowLengthMs(windowSize),
  }
  return readMetric(scope, metric, (source, textOf) => {
    const filter = emitGroupFilter(filters, textOf)
    return scope.warehouse.run(
      batchUsage,
      { ...params, ...filter.params },
      {
        ...source,
        window_number: emitWindowNumber(windowSize),
        groups: emitGroups(groupKey, textOf),
        group_keys: emitGroupKeys(groupKey, textOf),
        group_filter: filter.condition,
      },
    )
  })
}
