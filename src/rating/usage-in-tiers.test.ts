import { describe, expect, it } from 'vitest'
import { Decimal } from '../kernel/decimal.ts'
import { rate, tiered } from './testing/prices.ts'
import { fullLines, product, soFar, tierLines } from './testing/usage.ts'

describe('usage in tiers', () => {
  const card = rate(tiered([10, '5'], [20, '3'], [null, '1']))

  it('has a line for each tier that it reached', () => {
    expect(tierLines(product([card]), [soFar(0, '35')])).toEqual([
      [0, 1, '10', '5', '50'],
      [0, 2, '20', '3', '60'],
      [0, 3, '5', '1', '5'],
    ])
  })

  it('shows the first tier where there is none', () => {
    expect(tierLines(product([card]), [])).toEqual([[0, 1, '0', '5', '0']])
  })

  it('adds segments in one tier to one line', () => {
    // 6, then 4 more to the end of tier 1 and 2 in tier 2, then 3 more there.
    expect(tierLines(product([card]), [soFar(0, '6'), soFar(5, '12'), soFar(9, '15')])).toEqual([
      [0, 1, '10', '5', '50'],
      [0, 2, '5', '3', '15'],
    ])
  })

  it('does not start again where the rate changes', () => {
    // 8 so far; on day 10 the price of all tiers goes up by 1: 2 more in tier 1 at 6, 5 in tier 2 at 4.
    const dearer = rate(tiered([10, '6'], [20, '4'], [null, '2']), { from: 10 })
    expect(tierLines(product([card, dearer]), [soFar(0, '8'), soFar(10, '15')])).toEqual([
      [0, 1, '8', '5', '40'],
      [10, 1, '2', '6', '12'],
      [10, 2, '5', '4', '20'],
    ])
  })

  it('shows nothing used after that in the tier that was reached', () => {
    const dearer = rate(tiered([10, '6'], [20, '4'], [null, '2']), { from: 10 })
    expect(tierLines(product([card, dearer]), [soFar(0, '12')])).toEqual([
      [0, 1, '10', '5', '50'],
      [0, 2, '2', '3', '6'],
      [10, 2, '0', '4', '0'],
    ])
  })

  it('takes a fall back from the highest tier reached, at the prices in force then', () => {
    // 12 so far; on day 10 the prices go up by 1, and 5 are taken back: 2 of tier 2 at 4, 3 of tier 1 at 6.
    const dearer = rate(tiered([10, '6'], [20, '4'], [null, '2']), { from: 10 })
    expect(tierLines(product([card, dearer]), [soFar(0, '12'), soFar(10, '7')])).toEqual([
      [0, 1, '10', '5', '50'],
      [0, 2, '2', '3', '6'],
      [10, 1, '-3', '6', '-18'],
      [10, 2, '-2', '4', '-8'],
    ])
  })

  it('counts what was used while it was not billed', () => {
    // 9 free ones until day 10; then 1 in tier 1 and 3 in tier 2.
    const free = rate('0', { to: 10, isEntitled: false })
    const later = rate(tiered([10, '5'], [null, '3']), { from: 10 })
    expect(tierLines(product([free, later]), [soFar(0, '9'), soFar(10, '13')])).toEqual([
      [10, 1, '1', '5', '5'],
      [10, 2, '3', '3', '9'],
    ])
  })

  it('counts each group by itself, presentation groups too', () => {
    const keyed = product([card], { presentationGroupKey: ['user'] })
    expect(tierLines(keyed, [soFar(0, '11', ['ann']), soFar(0, '9', ['bob'])])).toEqual([
      [0, 1, '10', '5', '50'],
      [0, 2, '1', '3', '3'],
      [0, 1, '9', '5', '45'],
    ])
  })

  it('is put in them as it was converted and rounded', () => {
    // 10,400 / 1,000 = 10.4, up to 11: 10 in tier 1, 1 in tier 2.
    const rounded = product([card], {
      quantityConversion: { factor: new Decimal(1000), operation: 'DIVIDE', name: null },
      quantityRounding: { method: 'ROUND_UP', decimalPlaces: 0 },
    })
    expect(tierLines(rounded, [soFar(0, '10400')])).toEqual([
      [0, 1, '10', '5', '50'],
      [0, 2, '1', '3', '3'],
    ])
  })

  it('keeps a tier that was reached and left again, for what its segments brought', () => {
    // 4 in tier 2 on day 5, the same 4 back on day 9: tier 2 comes to 0, in two parts of 12 and -12.
    const [first, second] = fullLines(product([card]), [soFar(0, '10'), soFar(5, '14'), soFar(9, '10')])
    expect(first?.total.toFixed()).toBe('50')
    expect(second?.total.toFixed()).toBe('0')
    expect(second?.parts.map(({ total }) => total.toFixed())).toEqual(['12', '-12'])
  })
})
