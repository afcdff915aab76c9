import { expect, it } from 'vitest'
import { Decimal } from '../kernel/decimal.ts'
import { DAY_MS } from '../kernel/instant.ts'
import { days, override, overwrite, flat, pricing, rate } from './testing/prices.ts'
import { metered, soFar } from './testing/usage.ts'
import { pricedGroups } from './priced-groups.ts'
import { unratedUsage } from './unrated-usage.ts'
import type { ContractPricing, UsageProduct, UsageRate } from './usage-line.ts'

const period = days(0, 30)

/** Gold costs 3 from day 10 on, silver is not for sale, and of lead nothing is said; ten are a unit. */
const product: UsageProduct<UsageRate> = {
  id: 'tokens',
  versions: [
    {
      period,
      tags: [],
      quantityConversion: { factor: new Decimal(10), operation: 'DIVIDE', name: null },
      quantityRounding: null,
      pricingGroupKey: ['model'],
      presentationGroupKey: ['user'],
    },
  ],
  rates: [
    { ...rate('3', { from: 10 }), pricingGroupValues: { model: 'gold' } },
    { ...rate('3'), pricingGroupValues: { model: 'silver' }, isEntitled: false },
  ],
}

const used = metered([
  soFar(0, '20', ['gold', 'ann']),
  soFar(10, '60', ['gold', 'ann']),
  soFar(0, '10', ['silver', 'ann']),
  soFar(2, '10', ['lead', 'ann']),
  soFar(12, '30', ['lead', 'ann']),
  soFar(12, '5', ['lead', 'bob']),
])

const unrated = (contract: ContractPricing, billedFrom = period.from) =>
  unratedUsage(product, contract, pricedGroups(product, contract, period, used), billedFrom).map(
    ({ pricingGroupValues, quantity }) => [pricingGroupValues['model'], quantity.toFixed()],
  )

it('unrated usage is what no rate is there for at its time, in billed units, over all who used it', () => {
  // Gold before day 10: 20 / 10. Lead: (30 + 5) / 10. What is not entitled is left out on purpose.
  expect(unrated(pricing())).toEqual([
    ['gold', '2'],
    ['lead', '3.5'],
  ])
})

it('unrated usage is none of what was used before the billed part of the period', () => {
  // Lead on day 12: (30 - 10 + 5) / 10.
  expect(unrated(pricing(), 10 * DAY_MS)).toEqual([['lead', '2.5']])
})

it('unrated usage is told apart by what the product was at the time', () => {
  // Five of lead up to day 10, by the first version; by the second, seven from then on.
  const [first] = product.versions
  if (first === undefined) throw new Error('there is a version')
  const versions = [
    { ...first, period: days(0, 10), quantityConversion: null },
    { ...first, period: days(10, 30), quantityConversion: null },
  ]
  const changed = { ...product, versions }
  const lead = metered([soFar(0, '5', ['lead', 'ann']), soFar(10, '7', ['lead', 'ann'], 1)])
  const found = unratedUsage(changed, pricing(), pricedGroups(changed, pricing(), period, lead), 0)
  expect(found.map(({ version, quantity }) => [version, quantity.toFixed()])).toEqual([
    [0, '5'],
    [1, '7'],
  ])
})

it('unrated usage is nothing where an overwrite prices all of it', () => {
  expect(unrated(pricing(override('all', overwrite(flat('1')))))).toEqual([])
})
