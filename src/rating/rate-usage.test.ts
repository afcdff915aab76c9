import { describe, expect, it } from 'vitest'
import { Decimal } from '../kernel/decimal.ts'
import { days, rate } from './testing/prices.ts'
import { fullLines, lines, product, soFar } from './testing/usage.ts'
import type { UsageProductVersion } from './usage-line.ts'

describe('rating usage', () => {
  it('multiplies the quantity by the price, exactly', () => {
    // 3.3 × 0.1 = 0.33
    expect(lines(product([rate('0.1')]), [soFar(0, '3.3')])).toEqual([[0, 30, '3.3', '0.33']])
  })

  it('splits the line where the price changes, each part at its own price', () => {
    // 40 at 3 = 120 to day 10; then 40 → 30 at 4 = -40.
    const changing = product([rate('3'), rate('4', { from: 10 })])
    expect(lines(changing, [soFar(0, '40'), soFar(10, '30')])).toEqual([
      [0, 10, '40', '120'],
      [10, 30, '-10', '-40'],
    ])
  })

  it('adds segments at one rate to one line', () => {
    // Another product's change on day 5 cuts this one's usage too: 10, then 15 so far.
    expect(lines(product([rate('2')]), [soFar(0, '10'), soFar(5, '15')])).toEqual([[0, 30, '15', '30']])
  })

  it('bills nothing where no rate applies, or an unentitled one', () => {
    const gap = product([rate('1', { to: 10 }), rate('9', { from: 20, isEntitled: false })])
    expect(lines(gap, [soFar(0, '5'), soFar(10, '8'), soFar(20, '20')])).toEqual([[0, 10, '5', '5']])
  })

  it('shows a product without group keys at zero for each rate, and one with keys only where it was used', () => {
    expect(lines(product([rate('3'), rate('4', { from: 10 })]), [])).toEqual([
      [0, 10, '0', '0'],
      [10, 30, '0', '0'],
    ])
    const keyed = product([rate('3', { values: { model: 'a' } })], { pricingGroupKey: ['model'] })
    expect(lines(keyed, [])).toEqual([])
  })

  it.each<{ keys: Partial<UsageProductVersion>; values: Record<string, string> }>([
    { keys: { pricingGroupKey: ['model'] }, values: { model: 'a' } },
    { keys: { presentationGroupKey: ['model'] }, values: {} },
  ])('shows a group of $keys at no rate at which it was not used', ({ keys, values }) => {
    const changing = product([rate('3', { values }), rate('4', { from: 10, values })], keys)
    expect(lines(changing, [soFar(0, '5', ['a'])])).toEqual([[0, 10, 'a', '5', '15']])
  })

  it('prices each set of pricing values by its own rate and leaves out what matches none', () => {
    const keyed = product([rate('3', { values: { model: 'a' } }), rate('5', { values: { model: 'b' } })], {
      pricingGroupKey: ['model'],
      presentationGroupKey: ['user'],
    })
    const used = [
      soFar(0, '1', ['a', 'ann']),
      soFar(0, '2', ['a', null]),
      soFar(0, '4', ['b', 'ann']),
      soFar(0, '8', ['c', 'ann']),
      soFar(0, '8', [null, 'ann']),
    ]
    expect(lines(keyed, used)).toEqual([
      [0, 30, 'a', 'ann', '1', '3'],
      [0, 30, 'a', null, '2', '6'],
      [0, 30, 'b', 'ann', '4', '20'],
    ])
  })

  it('has its groups in the order of their values, null last, in whatever order they are metered', () => {
    const keyed = product([], { presentationGroupKey: ['model'] })
    const models = [null, 'pro-mini', 'a"b', 'pro', 'a']
    const priced = { ...keyed, rates: [rate('1')] }
    expect(
      lines(
        priced,
        models.map((model) => soFar(0, '1', [model])),
      ).map((line) => line[2]),
    ).toEqual(['a', 'a"b', 'pro', 'pro-mini', null])
  })

  it('rounds the quantity of the whole period: the parts add up to the rounded whole', () => {
    // 2,400 so far on day 10 → 2.4, up to 3. 4,100 at the end → 4.1, up to 5, so 2 more.
    const rounded = product([rate('10'), rate('20', { from: 10 })], {
      quantityConversion: { factor: new Decimal(1000), operation: 'DIVIDE', name: null },
      quantityRounding: { method: 'ROUND_UP', decimalPlaces: 0 },
    })
    expect(lines(rounded, [soFar(0, '2400'), soFar(10, '4100')])).toEqual([
      [0, 10, '3', '30'],
      [10, 30, '2', '40'],
    ])
  })

  it('gives the same lines whatever the order of what was metered', () => {
    const changing = product([rate('3'), rate('4', { from: 10 })])
    const quantities = [soFar(0, '7'), soFar(10, '9')]
    expect(lines(changing, quantities.toReversed())).toEqual(lines(changing, quantities))
  })

  it('says what each segment brought to a line', () => {
    const [line] = fullLines(product([rate('2')]), [soFar(0, '10'), soFar(5, '15')])
    expect(
      line?.parts.map((part) => ({
        ...part,
        quantity: part.quantity.toFixed(),
        total: part.total.toFixed(),
      })),
    ).toEqual([
      { period: days(0, 5), quantity: '10', total: '20' },
      { period: days(5, 30), quantity: '5', total: '10' },
    ])
  })
})
