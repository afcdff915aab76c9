import { invalid } from '../kernel/errors.ts'
import { formatInstant } from '../kernel/instant.ts'
import { rangeOf, windowLengthMs } from '../kernel/window.ts'
import { emitGroupKeys } from '../metrics/groups.ts'
import type { BatchMetric, BatchUsageRequest } from './batch-request.ts'
import { rangeParams, type UsageScope } from './metric.ts'
import { placeKey, placesOf, type PairPlace } from './pair-place.ts'
import { groupCounts, sqlMetricGroupCounts } from './queries.ts'
import { evaluateSqlMetric } from './sql-metric/evaluate.ts'
import { ownerParams } from './sql-metric/place.ts'
import { readMetric } from './read-metric.ts'
import { emitWindowNumber } from './window-number.ts'
import { stretchesOf } from './stretches.ts'
import type { UncountedValues } from './uncounted-values.ts'

/** How many group values the rows of a page of usage have among them. */
export const GROUPS_MAX = 100_000

/**
 * The first of a page's places, as many as have no more than 100,000 group values among them.
 * @param uncounted what is known of the groups already.
 * @throws Problem invalid where the first has more by itself.
 */
export async function withinGroupsMax(
  scope: UsageScope,
  request: BatchUsageRequest,
  places: readonly PairPlace[],
  uncounted: UncountedValues,
): Promise<readonly PairPlace[]> {
  const counts = await countGroups(scope, request, places, uncounted)
  let total = 0
  for (const [index, place] of places.entries()) {
    const { customerId, metric } = place.pair
    const count = counts.get(placeKey(customerId, metric.id, place.window.number)) ?? 0
    total += metric.groupBy?.values?.length ?? count
    if (total <= GROUPS_MAX) continue
    if (index > 0) return places.slice(0, index)
    throw tooManyGroups(request, place, total)
  }
  return places
}

function tooManyGroups({ metrics }: BatchUsageRequest, { pair, window }: PairPlace, count: number) {
  const { customerId, metric } = pair
  const [from, to] = [formatInstant(window.from), formatInstant(window.to)]
  return invalid(
    `billable_metrics.${metrics.indexOf(metric)}.group_by: ${count} values for customer ${customerId} from ${from} ` +
      `to ${to}, at most ${GROUPS_MAX}; name those wanted in values, or page through all with /v1/usage/groups`,
  )
}

/** How many group values each place has, where its metric is broken down by all there are. */
async function countGroups(
  scope: UsageScope,
  request: BatchUsageRequest,
  places: readonly PairPlace[],
  uncounted: UncountedValues,
) {
  const counts = new Map<string, number>()
  await Promise.all(
    [...Map.groupBy(places, ({ pair }) => pair.metric)].map(async ([metric, own]) => {
      if (metric.groupBy === null || metric.groupBy.values !== null) return
      const known = uncounted.get(metric)
      for (const { owner_id, window_number, asked_groups } of known ?? []) {
        const key = placeKey(owner_id, metric.id, window_number)
        if (typeof asked_groups[0] === 'string') counts.set(key, (counts.get(key) ?? 0) + 1)
      }
      if (known !== undefined) return
      for (const stretch of stretchesOf(own)) {
        for (const row of await countMetric(scope, request, metric, metric.groupBy.property, stretch)) {
          counts.set(placeKey(row.owner_id, metric.id, row.window_number), row.groups_total)
        }
      }
    }),
  )
  return counts
}

/** @param own places of the metric. */
function countMetric(
  scope: UsageScope,
  { windowSize }: BatchUsageRequest,
  metric: BatchMetric,
  property: string,
  own: readonly PairPlace[],
) {
  const places = placesOf(own)
  const groupKey = [property]
  if (metric.kind === 'sql') {
    const evaluation = { metric, places, windowSize, groupKey }
    return evaluateSqlMetric(scope, evaluation, [], sqlMetricGroupCounts, {})
  }
  const range = rangeOf(own.map(({ window }) => window))
  const params = { ...rangeParams(range), ...ownerParams(places), window_ms: windowLengthMs(windowSize) }
  return readMetric(scope, metric, ({ events, is_matched, unread }, textOf) =>
    scope.warehouse.run(groupCounts, params, {
      events,
      is_matched,
      unread,
      window_number: emitWindowNumber(windowSize),
      group_keys: emitGroupKeys(groupKey, textOf),
    }),
  )
}
