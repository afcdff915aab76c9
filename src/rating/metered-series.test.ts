import { expect, it } from 'vitest'
import { Decimal } from '../kernel/decimal.ts'
import { segmentsOf, seriesByGroup, type GroupQuantity } from './metered-series.ts'

const row = (segmentStart: number, cumulative: number, group: string, mayFall?: boolean): GroupQuantity => ({
  segmentStart,
  groups: [group],
  cumulative: new Decimal(cumulative),
  ...(mayFall === undefined ? {} : { mayFall }),
})

it('series are made of rows in any order, one for each group', () => {
  const found = seriesByGroup(1, [row(20, 9, 'eu'), row(10, 2, 'us'), row(10, 4, 'eu')])
  expect(
    found.map((series) => [
      series.version,
      ...series.groups,
      segmentsOf(series).map(({ segmentStart, cumulative }) => [segmentStart, cumulative.toNumber()]),
    ]),
  ).toEqual([
    [
      1,
      'eu',
      [
        [10, 4],
        [20, 9],
      ],
    ],
    [1, 'us', [[10, 2]]],
  ])
})

it('a series may have gone down where one of its segments may, or nothing is said of it', () => {
  const rows = [
    row(0, 1, 'rose', false),
    row(0, 1, 'fell', false),
    row(5, 1, 'fell', true),
    row(0, 1, 'unknown'),
  ]
  expect(seriesByGroup(0, rows).map(({ groups, mayFall }) => [...groups, mayFall])).toEqual([
    ['rose', false],
    ['fell', true],
    ['unknown', true],
  ])
})
