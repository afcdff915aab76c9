import { Decimal } from '../../kernel/decimal.ts'
import { DAY_MS } from '../../kernel/instant.ts'
import { seriesByGroup, type GroupQuantity, type MeteredSeries } from '../metered-series.ts'
import { rateUsage } from '../rate-usage.ts'
import type { UsageProduct, UsageProductVersion, UsageRate } from '../usage-line.ts'
import { days, pricing } from './prices.ts'

/** A period of 30 days, in days since the epoch. */
const period = days(0, 30)

/** A version of a product in force for the whole period, without keys, but for the changes. */
export function version(changes: Partial<UsageProductVersion> = {}): UsageProductVersion {
  return {
    period,
    tags: [],
    quantityConversion: null,
    quantityRounding: null,
    pricingGroupKey: [],
    presentationGroupKey: [],
    ...changes,
  }
}

/** A product of one version. */
export function product(
  rates: UsageRate[],
  changes: Partial<UsageProductVersion> = {},
): UsageProduct<UsageRate> {
  return { id: 'tokens', versions: [version(changes)], rates }
}

/** What a product's version has measured of a group up to the end of a segment. */
interface UsedSoFar extends GroupQuantity {
  version: number
}

/** What had been used up to the end of the segment that starts on a day. */
export function soFar(
  day: number,
  cumulative: string,
  groups: (string | null)[] = [],
  measuredBy = 0,
): UsedSoFar {
  return {
    version: measuredBy,
    segmentStart: day * DAY_MS,
    groups,
    cumulative: new Decimal(cumulative),
  }
}

/** The same as metering gives it. */
export function metered(used: readonly UsedSoFar[]): MeteredSeries[] {
  const byVersion = Map.groupBy(used, (one) => one.version)
  return [...byVersion].flatMap(([version, own]) => seriesByGroup(version, own))
}

/** The lines of the period, under a contract without overrides unless one is given. */
export function fullLines(of: UsageProduct<UsageRate>, used: UsedSoFar[], contract = pricing()) {
  return rateUsage(of, contract, period, metered(used))
}

/** Lines as first day, end, group values, quantity and total. */
export function lines(of: UsageProduct<UsageRate>, used: UsedSoFar[], contract = pricing()) {
  return fullLines(of, used, contract).map((line) => [
    line.period.from / DAY_MS,
    line.period.to / DAY_MS,
    ...Object.values({ ...line.pricingGroupValues, ...line.presentationGroupValues }),
    line.quantity.toFixed(),
    line.total.toFixed(),
  ])
}

/** Lines as first day, tier, quantity, unit price and total. */
export function tierLines(of: UsageProduct<UsageRate>, used: UsedSoFar[], contract = pricing()) {
  return fullLines(of, used, contract).map((line) => [
    line.period.from / DAY_MS,
    line.tier?.level ?? null,
    line.quantity.toFixed(),
    line.unitPrice.toFixed(),
    line.total.toFixed(),
  ])
}
