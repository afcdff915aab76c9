import { expect, it } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { segmentsOf, seriesOf } from '../../rating/metered-series.ts'
import type { BilledVersion } from '../billed-products.ts'
import { quantitiesBySegment } from './window-quantities.ts'

const version = (from: number, to: number, pricingGroupKey: string[] = []) =>
  ({ period: { from, to }, pricingGroupKey, presentationGroupKey: [] }) as unknown as BilledVersion

/** A series of a group, as when each segment starts and what was metered by its end. */
const series = (
  segments: readonly (readonly [start: number, cumulative: number])[],
  groups: string[] = [],
  index = 0,
) =>
  seriesOf(
    { version: index, groups },
    segments.map(([segmentStart, cumulative]) => ({ segmentStart, cumulative: new Decimal(cumulative) })),
  )

const shown = (found: ReturnType<typeof quantitiesBySegment>) =>
  found.flatMap((one) =>
    segmentsOf(one).map(({ segmentStart, cumulative }) => [
      one.version,
      ...one.groups,
      segmentStart,
      cumulative.toNumber(),
    ]),
  )

it('a product without group keys has a quantity in each segment of its versions', () => {
  const versions = [version(0, 30), version(30, 50)]
  const found = [
    series([
      [10, 5],
      [20, 3],
    ]),
    series([[40, 8]], [], 1),
  ]
  // The second version measures by itself, from nothing.
  expect(shown(quantitiesBySegment({ versions }, found, [0, 10, 20, 25, 30, 40]))).toEqual([
    [0, 0, 0],
    [0, 10, 5],
    [0, 20, 3],
    [0, 25, 3],
    [1, 30, 0],
    [1, 40, 8],
  ])
})

it('rows between two segments count for those after them', () => {
  const found = [
    series([
      [5, 2],
      [15, 4],
    ]),
  ]
  expect(shown(quantitiesBySegment({ versions: [version(0, 30)] }, found, [0, 10, 20]))).toEqual([
    [0, 0, 0],
    [0, 5, 2],
    [0, 10, 2],
    [0, 15, 4],
    [0, 20, 4],
  ])
})

it('a product with group keys has a quantity only where the group’s changed', () => {
  const grown = [
    [0, 0],
    [10, 5],
    [20, 5],
  ] as const
  const found = [series(grown, ['eu']), series([[20, 5]], ['us'])]
  expect(shown(quantitiesBySegment({ versions: [version(0, 30, ['region'])] }, found, [0, 10, 20]))).toEqual([
    [0, 'eu', 0, 0],
    [0, 'eu', 10, 5],
    [0, 'us', 20, 5],
  ])
})
