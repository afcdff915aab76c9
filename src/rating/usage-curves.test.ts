import { describe, expect, it } from 'vitest'
import { ZERO } from '../kernel/decimal.ts'
import { DAY_MS } from '../kernel/instant.ts'
import { growthOf } from './growth.ts'
import { rateUsage } from './rate-usage.ts'
import { days, flat, pricing, rate, tiered } from './testing/prices.ts'
import { metered, soFar } from './testing/usage.ts'
import type { UsageProduct, UsageRate } from './usage-line.ts'
import { pricedGroups } from './priced-groups.ts'
import { usageCurves } from './usage-curves.ts'

const period = days(0, 30)

/** Ten units at 3, then 2; from day 20 on at 5. Nothing is billed in the first two days. */
const product: UsageProduct<UsageRate> = {
  id: 'tokens',
  versions: [
    {
      period,
      tags: [],
      quantityConversion: null,
      quantityRounding: null,
      pricingGroupKey: [],
      presentationGroupKey: ['team'],
    },
  ],
  rates: [
    { ...rate('3'), startingAt: 2 * DAY_MS, price: tiered([10, '3'], [null, '2']) },
    { ...rate('5', { from: 20 }), price: flat('5') },
  ],
}

const used = metered([
  soFar(0, '4', ['red']),
  soFar(3, '9', ['red']),
  soFar(5, '12', ['red']),
  soFar(21, '11', ['red']),
  soFar(4, '1', ['blue']),
])

describe('usage as curves', () => {
  it('goes from position to position, what is not billed left out but counted', () => {
    const steps = usageCurves(pricedGroups(product, pricing(), period, used)).flatMap(
      ({ growth, presentationGroupValues }) =>
        growthOf(growth).map(({ at, from, to }) => [
          presentationGroupValues['team'],
          at / DAY_MS,
          from.toFixed(),
          to.toFixed(),
        ]),
    )
    expect(steps).toEqual([
      ['blue', 4, '0', '1'],
      ['red', 3, '4', '9'],
      ['red', 5, '9', '12'],
      ['red', 21, '12', '11'],
    ])
  })

  it('costs what its lines do', () => {
    const ofSteps = usageCurves(pricedGroups(product, pricing(), period, used))
      .flatMap(({ stretch, growth }) =>
        growthOf(growth).flatMap(({ from, to }) => stretch.effective.rule.parts(from, to)),
      )
      .reduce((sum, { total }) => sum.plus(total), ZERO)
    const ofLines = rateUsage(product, pricing(), period, used).reduce(
      (sum, { total }) => sum.plus(total),
      ZERO,
    )
    // Blue 1 at 3; red 5 at 3, then 1 at 3 and 2 at 2, then one less at 5: 3 + 15 + 7 - 5.
    expect([ofSteps.toFixed(), ofLines.toFixed()]).toEqual(['20', '20'])
  })
})
