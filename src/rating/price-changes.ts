import type { Instant } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'
import { groupValuesText } from './group-values.ts'
import { rateSegments } from './rate-schedule.ts'
import type { ContractPricing, UsageRate } from './usage-line.ts'

/** The parts of a product that say when its prices change. */
export interface ChangingProduct {
  versions: readonly { period: TimeRange }[]
  rates: readonly UsageRate[]
}

/**
 * Every instant within a period at which a price, an override, an entitlement or a version of some products may
 * change, ascending; the period's start is the first. Between two of them all that prices usage stays as it is.
 */
export function priceChanges(
  products: readonly ChangingProduct[],
  { overrides }: Pick<ContractPricing, 'overrides'>,
  period: TimeRange,
): Instant[] {
  const changes = [
    ...products.flatMap(({ rates }) => rateChanges(rates)),
    ...products.flatMap(({ versions }) => versions.flatMap(({ period: { from, to } }) => [from, to])),
    ...overrides.flatMap(({ startingAt, endingBefore }) => [startingAt, endingBefore ?? period.to]),
  ]
  const within = changes.filter((at) => period.from < at && at < period.to)
  return [...new Set([period.from, ...within])].sort((a, b) => a - b)
}

const changesOf = new WeakMap<readonly UsageRate[], Instant[]>()

/** Rates that are covered change nothing, so that they cut nothing. What a list of rates says stays as it is. */
function rateChanges(rates: readonly UsageRate[]): Instant[] {
  const known = changesOf.get(rates) ?? findRateChanges(rates)
  changesOf.set(rates, known)
  return known
}

function findRateChanges(rates: readonly UsageRate[]): Instant[] {
  const byValues = Map.groupBy(rates, (rate) => groupValuesText(rate.pricingGroupValues))
  return [...byValues.values()].flatMap((some) =>
    rateSegments(some).flatMap(({ from, to }) => (to === null ? [from] : [from, to])),
  )
}
