import { describe, expect, it } from 'vitest'
import { Decimal } from '../kernel/decimal.ts'
import { priceTiers } from './testing/prices.ts'
import { tieredRule } from './tiered-rule.ts'

// The first 10 units at 5, the next 20 at 3, all further ones at 1.
const rule = tieredRule(
  priceTiers([
    [10, '5'],
    [20, '3'],
    [null, '1'],
  ]),
)

/** The parts as level, quantity, unit price and total. */
const parts = (from: string, to: string, of = rule) =>
  of
    .parts(new Decimal(from), new Decimal(to))
    .map(({ tier, quantity, unitPrice, total }) => [
      tier?.level,
      quantity.toFixed(),
      unitPrice.toFixed(),
      total.toFixed(),
    ])

describe('graduated tiers', () => {
  it.each<[story: string, from: string, to: string, expected: unknown[]]>([
    ['the first units cost what the first tier says', '0', '4', [[1, '4', '5', '20']]],
    ['the unit that fills a tier is still in it', '9', '10', [[1, '1', '5', '5']]],
    ['the next one is in the next tier', '10', '11', [[2, '1', '3', '3']]],
    [
      'a fraction over the bound is in the next tier',
      '9.5',
      '10.25',
      [
        [1, '0.5', '5', '2.5'],
        [2, '0.25', '3', '0.75'],
      ],
    ],
    [
      'a quantity over all tiers has a part in each',
      '0',
      '35',
      [
        [1, '10', '5', '50'],
        [2, '20', '3', '60'],
        [3, '5', '1', '5'],
      ],
    ],
    ['the last tier has no end', '30', '1000000', [[3, '999970', '1', '999970']]],
    ['a fall within a tier is taken back at its price', '8', '5', [[1, '-3', '5', '-15']]],
    [
      'a fall is taken back from the highest tier first',
      '35',
      '8',
      [
        [3, '-5', '1', '-5'],
        [2, '-20', '3', '-60'],
        [1, '-2', '5', '-10'],
      ],
    ],
    ['a fall from a bound is in the tier that ends there', '10', '9', [[1, '-1', '5', '-5']]],
    ['below zero the first tier goes on', '2', '-3', [[1, '-5', '5', '-25']]],
    ['and so it does on the way back', '-3', '2', [[1, '5', '5', '25']]],
    ['nothing is a part of 0 in the first tier', '0', '0', [[1, '0', '5', '0']]],
    ['nothing more, at a bound, is in the tier that ends there', '10', '10', [[1, '0', '5', '0']]],
    ['nothing more, past it, is in the next one', '11', '11', [[2, '0', '3', '0']]],
  ])('%s', (_, from, to, expected) => {
    expect(parts(from, to)).toEqual(expected)
    const [[, , firstUnitPrice] = []] = parts(from, to)
    expect(rule.firstUnitPrice(new Decimal(from), new Decimal(to)).toFixed()).toBe(firstUnitPrice)
  })

  it('are named by their level, where they begin and how wide they are', () => {
    const tiers = rule.parts(new Decimal(0), new Decimal(31)).map(({ tier }) => tier)
    expect(tiers.map((tier) => [tier?.startingAt.toFixed(), tier?.size?.toFixed() ?? null])).toEqual([
      ['0', '10'],
      ['10', '20'],
      ['30', null],
    ])
  })

  it('go on for good in the last one, also where that has a size', () => {
    const ending = tieredRule(
      priceTiers([
        [10, '5'],
        [20, '3'],
      ]),
    )
    expect(parts('29', '40', ending)).toEqual([[2, '11', '3', '33']])
  })
})
