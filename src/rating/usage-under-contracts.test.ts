import { describe, expect, it } from 'vitest'
import {
  flat,
  multiplier,
  multiplierTiers,
  override,
  overwrite,
  pricing,
  rate,
  specifier,
  tiered,
} from './testing/prices.ts'
import { fullLines, lines, product, soFar, tierLines } from './testing/usage.ts'

describe('usage under a contract', () => {
  const card = rate('10')

  it('is split where an override begins and ends', () => {
    const halfOff = pricing(override('half off', multiplier('0.5'), { from: 10, to: 20 }))
    const used = [soFar(0, '1'), soFar(10, '3'), soFar(20, '6')]
    // 1 × 10, 2 × 5, 3 × 10.
    expect(lines(product([card]), used, halfOff)).toEqual([
      [0, 10, '1', '10'],
      [10, 20, '2', '10'],
      [20, 30, '3', '30'],
    ])
  })

  it('shows the price of the card, what it is priced at, and by which override', () => {
    const [line] = fullLines(product([card]), [], pricing(override('half', multiplier('0.5'))))
    expect(line?.listPrice).toEqual(flat('10'))
    expect(line?.price).toEqual(flat('5'))
    expect(line?.override?.id).toBe('half')
    expect(line?.rate).toBe(card)
  })

  it('is not split by an override that loses', () => {
    const contract = pricing(
      override('half', multiplier('0.5')),
      override('tenth off', multiplier('0.9'), { from: 10 }),
    )
    expect(lines(product([card]), [soFar(0, '1'), soFar(10, '3')], contract)).toEqual([[0, 30, '3', '15']])
  })

  it('has a line for each piece that multipliers in tiers cut', () => {
    // The first 4 at 10, then at 8 while the card's first 10 last, then at 5 × 0.8 = 4.
    const contract = {
      overrides: [override('volume', multiplierTiers([4, '1'], [null, '0.8']), { priorityNumber: '1' })],
      prioritization: 'EXPLICIT' as const,
    }
    expect(tierLines(product([rate(tiered([10, '10'], [null, '5']))]), [soFar(0, '12')], contract)).toEqual([
      [0, 1, '4', '10', '40'],
      [0, 2, '6', '8', '48'],
      [0, 3, '2', '4', '8'],
    ])
  })

  it('does not start its tiers again where an override begins', () => {
    const half = pricing(override('half', multiplier('0.5'), { from: 10 }))
    expect(
      tierLines(product([rate(tiered([10, '6'], [null, '4']))]), [soFar(0, '9'), soFar(10, '12')], half),
    ).toEqual([
      [0, 1, '9', '6', '54'],
      [10, 1, '1', '3', '3'],
      [10, 2, '2', '2', '4'],
    ])
  })

  it('is priced for the presentation values that an override names', () => {
    const forAnn = pricing(
      override('ann', multiplier('0.5'), {
        specifiers: [specifier({ presentationGroupValues: { user: 'ann' } })],
      }),
    )
    const keyed = product([card], { presentationGroupKey: ['user'] })
    expect(lines(keyed, [soFar(0, '1', ['ann']), soFar(0, '1', ['bob'])], forAnn)).toEqual([
      [0, 30, 'ann', '1', '5'],
      [0, 30, 'bob', '1', '10'],
    ])
  })

  it('is billed in the unit of the overwrite, also where the card has no rate', () => {
    const credits = pricing(
      override('credits', overwrite(flat('2'), 'credits'), {
        specifiers: [specifier({ productId: 'tokens', pricingGroupValues: { model: 'new' } })],
      }),
    )
    const keyed = product([rate('10', { values: { model: 'old' } })], { pricingGroupKey: ['model'] })
    const found = fullLines(keyed, [soFar(0, '3', ['new']), soFar(0, '3', ['old'])], credits)
    expect(found.map((line) => [line.creditTypeId, line.total.toFixed(), line.listPrice])).toEqual([
      ['credits', '6', null],
      ['usd', '30', flat('10')],
    ])
  })

  it('is not billed without entitlement, which an override gives or takes for a time', () => {
    const unentitled = product([rate('10', { isEntitled: false })])
    const trial = pricing(override('trial', null, { isEntitled: true, from: 10, to: 20 }))
    const used = [soFar(0, '1'), soFar(10, '3'), soFar(20, '6')]
    expect(lines(unentitled, used, trial)).toEqual([[10, 20, '2', '20']])
    const closed = pricing(override('closed', null, { isEntitled: false, from: 10, to: 20 }))
    expect(lines(product([card]), used, closed)).toEqual([
      [0, 10, '1', '10'],
      [20, 30, '3', '30'],
    ])
  })

  it('is not entitled by a price alone', () => {
    const cheap = pricing(override('cheap', overwrite(flat('1'))))
    expect(lines(product([rate('10', { isEntitled: false })]), [soFar(0, '1')], cheap)).toEqual([])
  })
})
