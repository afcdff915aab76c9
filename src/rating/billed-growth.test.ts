import { expect, test } from 'vitest'
import { Decimal } from '../kernel/decimal.ts'
import { billedGrowth } from './billed-growth.ts'
import { growthOf } from './growth.ts'
import { seriesOf } from './metered-series.ts'
import { days } from './testing/prices.ts'
import type { UsageProductVersion } from './usage-line.ts'

/** Two versions of a product, each in force for ten days, with these keys. */
function versions(first: Partial<UsageProductVersion>, second: Partial<UsageProductVersion>) {
  const plain = {
    tags: [],
    quantityConversion: null,
    quantityRounding: null,
    pricingGroupKey: [],
    presentationGroupKey: [],
  }
  return [
    { ...plain, period: days(0, 10), ...first },
    { ...plain, period: days(10, 20), ...second },
  ]
}

/** What each group of the two was billed so far, when each of its versions has measured five units of its values. */
function groupsOf(both: UsageProductVersion[], values: [string[], string[]]) {
  const metered = both.map(({ period }, version) =>
    seriesOf({ version, groups: values[version] ?? [] }, [
      { segmentStart: period.from, cumulative: new Decimal(5) },
    ]),
  )
  const product = { id: 'storage', versions: both, rates: [] }
  return billedGrowth(product, metered).map(({ pricingGroupValues, presentationGroupValues, growth }) => [
    { ...pricingGroupValues, ...presentationGroupValues },
    growthOf(growth).map(({ to }) => to.toNumber()),
  ])
}

test('versions share a group by the names of its values, in whatever order they have their keys', () => {
  const both = versions({ pricingGroupKey: ['region', 'zone'] }, { pricingGroupKey: ['zone', 'region'] })
  // The second goes on where the first came to.
  expect(
    groupsOf(both, [
      ['eu', 'a'],
      ['a', 'eu'],
    ]),
  ).toEqual([[{ region: 'eu', zone: 'a' }, [5, 10]]])
})

test('versions with other keys have other groups, whatever their values', () => {
  const both = versions({ pricingGroupKey: ['region'] }, { pricingGroupKey: ['zone'] })
  expect(groupsOf(both, [['eu'], ['eu']])).toEqual([
    [{ region: 'eu' }, [5]],
    [{ zone: 'eu' }, [5]],
  ])
})

test('groups without values come before those that have any', () => {
  const both = versions({ pricingGroupKey: ['region', 'zone'] }, { pricingGroupKey: ['region'] })
  const shorter = { region: 'eu' }
  const longer = { region: 'eu', zone: 'a' }
  expect(groupsOf(both, [['eu', 'a'], ['eu']]).map(([values]) => values)).toEqual([shorter, longer])
  const turned = versions({ pricingGroupKey: ['region'] }, { pricingGroupKey: ['region', 'zone'] })
  expect(groupsOf(turned, [['eu'], ['eu', 'a']]).map(([values]) => values)).toEqual([shorter, longer])
})

test('what prices and what is only shown are not one', () => {
  const both = versions({ pricingGroupKey: ['region'] }, { presentationGroupKey: ['region'] })
  expect(groupsOf(both, [['eu'], ['eu']])).toEqual([
    [{ region: 'eu' }, [5]],
    [{ region: 'eu' }, [5]],
  ])
})

test('a version counts on from the one before it, less what it had measured by then', () => {
  const [first, second] = versions({}, {}).map(({ period }) => period.from)
  const series = (version: number, ...segments: [start: number | undefined, cumulative: number][]) =>
    seriesOf(
      { version, groups: [] },
      segments.map(([segmentStart = 0, cumulative]) => ({
        segmentStart,
        cumulative: new Decimal(cumulative),
      })),
    )
  const product = { id: 'storage', versions: versions({}, {}), rates: [] }
  const grown = (own: number) =>
    billedGrowth(product, [series(0, [first, 5]), series(1, [first, own], [second, own + 3])]).flatMap(
      ({ growth }) => growthOf(growth).map(({ from, to }) => [from.toNumber(), to.toNumber()]),
    )
  // Both measured 5 in the first ten days, or the second 7; it grew by 3 in the next ones.
  for (const own of [5, 7]) {
    expect(grown(own)).toEqual([
      [0, 5],
      [5, 8],
    ])
  }
})
