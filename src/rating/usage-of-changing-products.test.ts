import { describe, expect, it } from 'vitest'
import { Decimal } from '../kernel/decimal.ts'
import { days, multiplier, override, pricing, rate, tiered } from './testing/prices.ts'
import { lines, soFar, tierLines, version } from './testing/usage.ts'
import type { UsageProductVersion } from './usage-line.ts'

describe('a product that changes within the period', () => {
  const versions = (before: Partial<UsageProductVersion>, after: Partial<UsageProductVersion>) => [
    version({ period: days(0, 10), ...before }),
    version({ period: days(10, 30), ...after }),
  ]

  it('bills of each measure what it grew while it was in force', () => {
    // The first measured 5 up to day 10. The second had 100 there and 108 at the end.
    const swapped = { id: 'tokens', versions: versions({}, {}), rates: [rate('2')] }
    const used = [soFar(0, '5'), soFar(10, '7'), soFar(0, '100', [], 1), soFar(10, '108', [], 1)]
    expect(lines(swapped, used)).toEqual([
      [0, 10, '5', '10'],
      [10, 30, '8', '16'],
    ])
  })

  it('goes on in the tiers where it was, each part converted by its own version', () => {
    // 8 of tier 1; then thousands: 4 more, 2 in tier 1 and 2 in tier 2.
    const converted = {
      id: 'tokens',
      versions: versions(
        {},
        { quantityConversion: { factor: new Decimal(1000), operation: 'DIVIDE', name: null } },
      ),
      rates: [rate(tiered([10, '5'], [null, '3']))],
    }
    const used = [soFar(0, '8'), soFar(0, '1000', [], 1), soFar(10, '5000', [], 1)]
    expect(tierLines(converted, used)).toEqual([
      [0, 1, '8', '5', '40'],
      [10, 1, '2', '5', '10'],
      [10, 2, '2', '3', '6'],
    ])
  })

  it('finds the rates of the key that it has at the time, and shows zero only without one', () => {
    const keyed = {
      id: 'tokens',
      versions: versions({}, { pricingGroupKey: ['model'] }),
      rates: [rate('2'), rate('7', { values: { model: 'large' } })],
    }
    expect(lines(keyed, [])).toEqual([[0, 10, '0', '0']])
    expect(lines(keyed, [soFar(0, '1'), soFar(10, '3', ['large'], 1)])).toEqual([
      [0, 10, '1', '2'],
      [10, 30, 'large', '3', '21'],
    ])
  })

  it('is priced before and after what it only shows changes', () => {
    const shown = {
      id: 'tokens',
      versions: versions({ presentationGroupKey: ['user'] }, { presentationGroupKey: ['team'] }),
      rates: [rate('2')],
    }
    // Each in its own ten or twenty days.
    const used = [soFar(0, '1', ['ann']), soFar(10, '3', ['research'], 1)]
    expect(lines(shown, used)).toEqual([
      [0, 10, 'ann', '1', '2'],
      [10, 30, 'research', '3', '6'],
    ])
  })

  it('is for overrides what its tags make it at the time', () => {
    const tagged = { id: 'tokens', versions: versions({}, { tags: ['ai'] }), rates: [rate('10')] }
    const half = pricing(override('half', multiplier('0.5'), { applicableProductTags: ['ai'] }))
    expect(
      lines(tagged, [soFar(0, '1'), soFar(10, '2'), soFar(0, '0', [], 1), soFar(10, '1', [], 1)], half),
    ).toEqual([
      [0, 10, '1', '10'],
      [10, 30, '1', '5'],
    ])
  })
})
