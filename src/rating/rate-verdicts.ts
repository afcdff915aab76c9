import type { Instant } from '../kernel/instant.ts'
import type { BillingFrequency } from './billing-period.ts'
import { rateInForce } from './rate-schedule.ts'
import type { GroupValues, UsageRate } from './usage-line.ts'

/** Which of a product's rates is meant. */
export interface WantedRate {
  /** The product's, at the instant asked for. */
  pricingGroupKey: readonly string[]
  pricingGroupValues: GroupValues
  billingFrequency: BillingFrequency | null
}

/** What became of a rate. */
export interface RateVerdict<Rate> {
  rate: Rate
  verdict:
    | 'WINS'
    /** It starts later. */
    | 'NOT_YET'
    | 'ENDED'
    /** It is for other pricing group values. */
    | 'OTHER_GROUP_VALUES'
    | 'OTHER_BILLING_FREQUENCY'
    /** The winner starts later, and so replaced it. */
    | 'STARTED_EARLIER'
    /** The winner starts with it, and was added later. */
    | 'ADDED_EARLIER'
}

/** Says of each of a product's rates whether it is the one in force, and if not, why (docs/decisions/0006). */
export function rateVerdicts<Rate extends UsageRate>(
  rates: readonly Rate[],
  wanted: WantedRate,
  at: Instant,
): RateVerdict<Rate>[] {
  const winner = rateInForce(
    rates.filter((rate) => mismatch(rate, wanted) === null),
    at,
  )
  return rates.map((rate) => ({ rate, verdict: mismatch(rate, wanted) ?? verdictInTime(rate, winner, at) }))
}

function mismatch(
  rate: UsageRate,
  wanted: WantedRate,
): 'OTHER_GROUP_VALUES' | 'OTHER_BILLING_FREQUENCY' | null {
  if (rate.billingFrequency !== wanted.billingFrequency) return 'OTHER_BILLING_FREQUENCY'
  const { pricingGroupKey: names, pricingGroupValues: values } = wanted
  const isOfKey = Object.keys(rate.pricingGroupValues).length === names.length
  return isOfKey && names.every((name) => rate.pricingGroupValues[name] === values[name])
    ? null
    : 'OTHER_GROUP_VALUES'
}

function verdictInTime(rate: UsageRate, winner: UsageRate | null, at: Instant) {
  if (rate === winner) return 'WINS'
  if (rate.startingAt > at) return 'NOT_YET'
  if (rate.endingBefore !== null && rate.endingBefore <= at) return 'ENDED'
  return winner !== null && winner.startingAt > rate.startingAt ? 'STARTED_EARLIER' : 'ADDED_EARLIER'
}
