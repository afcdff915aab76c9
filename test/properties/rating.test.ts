import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decimal, ZERO } from '../../src/kernel/decimal.ts'
import { DAY_MS, type Instant } from '../../src/kernel/instant.ts'
import { priceChanges } from '../../src/rating/price-changes.ts'
import type { PriceTier } from '../../src/rating/price.ts'
import { billedQuantity } from '../../src/rating/quantity.ts'
import { rateUsage } from '../../src/rating/rate-usage.ts'
import { rate } from '../../src/rating/testing/prices.ts'
import { seriesByGroup, type MeteredSeries } from '../../src/rating/metered-series.ts'
import { tieredRule } from '../../src/rating/tiered-rule.ts'
import type { ContractPricing, UsageLine, UsageProduct, UsageRate } from '../../src/rating/usage-line.ts'
import {
  contractPricing,
  PERIOD,
  pricedProduct,
  usagePrice,
  usedOnDays,
  wholeTiers,
  type UsedOnDay,
} from './arbitraries/rating.ts'
import { hold, PROPERTY_TIMEOUT_MS } from './support/hold.ts'

const RUNS = 300
const NO_OVERRIDES: ContractPricing = { overrides: [], prioritization: 'LOWEST_MULTIPLIER' }
const someDays = fc.array(fc.integer({ min: 1, max: 29 }), { maxLength: 5 })

describe('rating', { timeout: PROPERTY_TIMEOUT_MS }, () => {
  it('prices tiers as counting one unit after the other does', () =>
    hold(
      fc.asyncProperty(
        wholeTiers,
        fc.integer({ min: -5, max: 50 }),
        fc.integer({ min: -5, max: 50 }),
        async (tiers, from, to) => {
          const parts = tieredRule(tiers).parts(new Decimal(from), new Decimal(to))
          const byLevel = new Map(parts.map(({ tier, total }) => [tier?.level, total.toFixed()]))
          const counted = countUnits(tiers, from, to)
          expect(byLevel).toEqual(counted.size === 0 ? new Map([[parts[0]?.tier?.level, '0']]) : counted)
        },
      ),
      RUNS,
    ))

  it('bills all of the converted and rounded quantity, each unit once', () =>
    hold(
      fc.asyncProperty(pricedProduct, contractPricing, usedOnDays, async (product, pricing, used) => {
        const lines = rated(product, pricing, used)
        for (const [user, own] of Map.groupBy(used, (one) => groupOf(product, one))) {
          const ofUser = lines.filter(
            ({ presentationGroupValues }) => (presentationGroupValues['user'] ?? null) === user,
          )
          expect(sum(ofUser.map(({ quantity }) => quantity))).toBe(billed(product, sumOf(own)))
        }
      }),
      RUNS,
    ))

  it('gives lines whose parts add up to them, exactly', () =>
    hold(
      fc.asyncProperty(pricedProduct, contractPricing, usedOnDays, async (product, pricing, used) => {
        for (const { parts, quantity, unitPrice, total } of rated(product, pricing, used)) {
          expect(sum(parts.map((part) => part.quantity))).toBe(quantity.toFixed())
          expect(sum(parts.map((part) => part.total))).toBe(total.toFixed())
          expect(quantity.times(unitPrice).toFixed()).toBe(total.toFixed())
        }
      }),
      RUNS,
    ))

  it('charges the same where a rate is added at the price that holds', () =>
    hold(
      fc.asyncProperty(
        pricedProduct,
        usagePrice,
        someDays,
        usedOnDays,
        async (product, price, days, used) => {
          const one = { ...product, rates: [rate(price)] }
          const many = { ...product, rates: [rate(price), ...days.map((from) => rate(price, { from }))] }
          expect(totalOf(rated(many, NO_OVERRIDES, used))).toBe(totalOf(rated(one, NO_OVERRIDES, used)))
        },
      ),
      RUNS,
    ))

  it('charges the same lines where the period is cut at other instants as well', () =>
    hold(
      fc.asyncProperty(
        pricedProduct,
        contractPricing,
        usedOnDays,
        someDays,
        async (product, pricing, used, cuts) => {
          const more = rated(product, pricing, used, cuts)
          // A tier may be seen to be reached and left again, which comes to nothing.
          const whole = rated(product, pricing, used)
          expect(drawn(more.filter(isCharged))).toEqual(drawn(whole.filter(isCharged)))
        },
      ),
      RUNS,
    ))

  it('gives the same lines whatever the order of rates and of what was metered', () =>
    hold(
      fc.asyncProperty(
        pricedProduct,
        contractPricing,
        usedOnDays,
        fc.infiniteStream(fc.nat()),
        async (product, pricing, used, keys) => {
          const quantities = measure(product, used, priceChanges([product], pricing, PERIOD))
          const shuffled = { ...product, rates: shuffle(product.rates, keys) }
          expect(drawn(rateUsage(shuffled, pricing, PERIOD, shuffle(quantities, keys)))).toEqual(
            drawn(rateUsage(product, pricing, PERIOD, quantities)),
          )
        },
      ),
      RUNS,
    ))
})

/** What each tier comes to, by its level, where every unit between is looked up by itself. */
function countUnits(tiers: readonly PriceTier[], from: number, to: number): Map<number, string> {
  const totals = new Map<number, Decimal>()
  const sign = from < to ? 1 : -1
  for (let unit = Math.min(from, to) + 1; unit <= Math.max(from, to); unit += 1) {
    let level = 1
    let end = 0
    for (const { size } of tiers) {
      end += size === null ? Infinity : size.toNumber()
      if (unit <= end) break
      level += 1
    }
    const price = tiers[level - 1]?.price ?? ZERO
    totals.set(level, (totals.get(level) ?? ZERO).plus(price.times(sign)))
  }
  return new Map([...totals].map(([level, total]) => [level, total.toFixed()]))
}

/** Rates what was used, measured over the segments between changes of price, and other cuts. */
function rated(
  product: UsageProduct<UsageRate>,
  pricing: ContractPricing,
  used: readonly UsedOnDay[],
  cuts: readonly number[] = [],
): UsageLine<UsageRate>[] {
  const starts = new Set([...priceChanges([product], pricing, PERIOD), ...cuts.map((day) => day * DAY_MS)])
  return rateUsage(
    product,
    pricing,
    PERIOD,
    measure(
      product,
      used,
      [...starts].sort((a, b) => a - b),
    ),
  )
}

/** Cumulative quantities at the end of each segment in which a group used something. */
function measure(
  product: UsageProduct<UsageRate>,
  used: readonly UsedOnDay[],
  starts: readonly Instant[],
): MeteredSeries[] {
  const startOf = ({ day }: UsedOnDay) => starts.findLast((start) => start <= day * DAY_MS) ?? PERIOD.from
  const rows = [...Map.groupBy(used, (one) => groupOf(product, one))].flatMap(([user, own]) =>
    [...new Set(own.map(startOf))].map((segmentStart) => ({
      segmentStart,
      groups: isKeyed(product) ? [user] : [],
      cumulative: sumOf(own.filter((one) => startOf(one) <= segmentStart)),
    })),
  )
  return seriesByGroup(0, rows)
}

function groupOf(product: UsageProduct<UsageRate>, { group }: UsedOnDay): string | null {
  return isKeyed(product) ? group : null
}

function isKeyed({ versions }: UsageProduct<UsageRate>): boolean {
  return versions[0]?.presentationGroupKey.length === 1
}

function billed({ versions }: UsageProduct<UsageRate>, metered: Decimal): string {
  const { quantityConversion = null, quantityRounding = null } = versions[0] ?? {}
  return billedQuantity(metered, quantityConversion, quantityRounding).plus(0).toFixed()
}

/** Lines without their parts, in a form that compares. */
function drawn(lines: readonly UsageLine<UsageRate>[]): unknown[] {
  return lines.map(
    ({ period, presentationGroupValues, quantity, unitPrice, total, tier, rate, override }) => [
      period,
      presentationGroupValues,
      [quantity, unitPrice, total].map((value) => value.toFixed()),
      [rate?.id, override?.id, tier?.level, tier?.startingAt.toFixed(), tier?.size?.toFixed()],
    ],
  )
}

function isCharged({ quantity }: UsageLine<UsageRate>): boolean {
  return !quantity.isZero()
}

function totalOf(lines: readonly UsageLine<UsageRate>[]): string {
  return sum(lines.map(({ total }) => total))
}

function sumOf(used: readonly UsedOnDay[]): Decimal {
  return used.reduce((sum, { delta }) => sum.plus(delta), ZERO)
}

function sum(values: readonly Decimal[]): string {
  return values.reduce((total, value) => total.plus(value), ZERO).toFixed()
}

function shuffle<Item>(items: readonly Item[], keys: fc.Stream<number>): Item[] {
  const ranked = items.map((item) => ({ item, key: keys.next().value ?? 0 }))
  return ranked.sort((a, b) => a.key - b.key).map(({ item }) => item)
}
