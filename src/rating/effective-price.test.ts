import { describe, expect, it } from 'vitest'
import { Decimal } from '../kernel/decimal.ts'
import { effectivePrice } from './effective-price.ts'
import type { OverrideChange } from './override.ts'
import type { Price } from './price.ts'
import {
  flat,
  multiplier,
  multiplierTiers,
  override,
  overwrite,
  percentage,
  tiered,
  tieredPercentage,
} from './testing/prices.ts'

const changed = (listPrice: Price | null, change: OverrideChange | null) =>
  effectivePrice(listPrice, override('change', change))?.price ?? null

describe('a price that a contract changes', () => {
  it.each<[story: string, listPrice: Price | null, change: OverrideChange | null, expected: Price | null]>([
    ['stays as it is where the override says nothing of it', flat('10'), null, flat('10')],
    [
      'gives way to an overwrite of any kind',
      flat('10'),
      overwrite(tiered([null, '3'])),
      tiered([null, '3']),
    ],
    ['is what an overwrite says where there is no rate', null, overwrite(flat('3')), flat('3')],
    ['is none where there is nothing to multiply', null, multiplier('0.5'), null],
    ['is multiplied', flat('10'), multiplier('0.85'), flat('8.5')],
    [
      'is multiplied in every tier',
      tiered([10, '5'], [null, '3']),
      multiplier('0.5'),
      tiered([10, '2.5'], [null, '1.5']),
    ],
    ['may pass 1 where it is a fraction', percentage('0.6'), multiplier('2'), percentage('1.2')],
    ['keeps its minimum', percentage('0.1', '500'), multiplier('0.5'), percentage('0.05', '500')],
    [
      'is multiplied as a fraction in tiers',
      tieredPercentage([100, '0.1'], [null, '0.05']),
      multiplier('2'),
      tieredPercentage([100, '0.2'], [null, '0.1']),
    ],
    [
      'has the tiers of the multipliers where it has none itself',
      flat('10'),
      multiplierTiers([100, '1'], [null, '0.5']),
      tiered([100, '10'], [null, '5']),
    ],
    [
      // The card's cut at 10 and the contract's at 4 and 10 and 30: 0-4, 4-10, 10-30, 30 on.
      'is cut where either of the tiers end',
      tiered([10, '5'], [null, '3']),
      multiplierTiers([4, '1'], [6, '0.8'], [20, '0.5'], [null, '0']),
      tiered([4, '5'], [6, '4'], [20, '1.5'], [null, '0']),
    ],
    [
      'is a percentage in tiers, with its minimum, where a percentage has multipliers in tiers',
      percentage('0.1', '500'),
      multiplierTiers([100, '1'], [null, '0.5']),
      { ...tieredPercentage([100, '0.1'], [null, '0.05']), minimum: new Decimal('500') } as Price,
    ],
    [
      'stays a percentage in tiers, cut by those of the multipliers',
      tieredPercentage([100, '0.1'], [null, '0.05']),
      multiplierTiers([40, '1'], [null, '0.5']),
      tieredPercentage([40, '0.1'], [60, '0.05'], [null, '0.025']),
    ],
    [
      'goes on with the last multiplier, also where that has a size',
      flat('10'),
      multiplierTiers([100, '1'], [100, '0.5']),
      tiered([100, '10'], [null, '5']),
    ],
  ])('%s', (_, listPrice, change, expected) => {
    expect(changed(listPrice, change)).toEqual(expected)
  })

  it('shows the price of the first unit', () => {
    expect(effectivePrice(tiered([10, '5'], [null, '3']), null)?.unitPrice.toFixed()).toBe('5')
    expect(effectivePrice(flat('7'), override('half', multiplier('0.5')))?.unitPrice.toFixed()).toBe('3.5')
  })

  it('is charged by the rule of its kind', () => {
    const charged = (price: Price) =>
      effectivePrice(price, null)
        ?.rule.parts(new Decimal(8), new Decimal(12))
        .map(({ total }) => total.toFixed())
    expect(charged(flat('5'))).toEqual(['20'])
    // 2 × 5 up to 10, then 2 × 3.
    expect(charged(tiered([10, '5'], [null, '3']))).toEqual(['10', '6'])
    expect(charged(percentage('0.25'))).toEqual(['1'])
    // 2 × 0.5, then 2 × 0.25.
    expect(charged(tieredPercentage([10, '0.5'], [null, '0.25']))).toEqual(['1', '0.5'])
  })
})
