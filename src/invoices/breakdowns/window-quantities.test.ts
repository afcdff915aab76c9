import { expect, it } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import type { BilledVersion } from '../billed-products.ts'
import { quantitiesBySegment } from './window-quantities.ts'

const version = (from: number, to: number, pricingGroupKey: string[] = []) =>
  ({ period: { from, to }, pricingGroupKey, presentationGroupKey: [] }) as unknown as BilledVersion

const row = (segmentStart: number, cumulative: number, groups: string[] = [], index = 0) => ({
  version: index,
  segmentStart,
  groups,
  cumulative: new Decimal(cumulative),
})

const shown = (rows: ReturnType<typeof quantitiesBySegment>) =>
  rows
    .toSorted((a, b) => a.segmentStart - b.segmentStart)
    .map(({ version: index, segmentStart, cumulative }) => [index, segmentStart, cumulative.toNumber()])

it('a product without group keys has a quantity in each segment of its versions', () => {
  const versions = [version(0, 30), version(30, 50)]
  const found = [row(10, 5), row(20, 3), row(40, 8, [], 1)]
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
  const found = [row(5, 2), row(15, 4)]
  expect(shown(quantitiesBySegment({ versions: [version(0, 30)] }, found, [0, 10, 20]))).toEqual([
    [0, 0, 0],
    [0, 5, 2],
    [0, 10, 2],
    [0, 15, 4],
    [0, 20, 4],
  ])
})

it('one with group keys has a quantity only where the group’s changed', () => {
  const found = [row(0, 0, ['eu']), row(10, 5, ['eu']), row(20, 5, ['eu']), row(20, 5, ['us'])]
  const rows = quantitiesBySegment({ versions: [version(0, 30, ['region'])] }, found, [0, 10, 20])
  expect(rows.map(({ segmentStart, groups }) => [segmentStart, ...groups])).toEqual([
    [0, 'eu'],
    [10, 'eu'],
    [20, 'us'],
  ])
})
