import { describe, expect, it } from 'vitest'
import { Decimal } from '../kernel/decimal.ts'
import { rateVerdicts } from './rate-verdicts.ts'
import type { UsageRate } from './usage-line.ts'

const rate = (id: string, seq: number, changes: Partial<UsageRate> = {}): UsageRate => ({
  id,
  seq,
  startingAt: 10,
  endingBefore: null,
  pricingGroupValues: {},
  isEntitled: true,
  price: { rateType: 'FLAT', price: new Decimal(seq) },
  commitRate: null,
  billingFrequency: null,
  creditTypeId: 'usd',
  ...changes,
})

const plain = { pricingGroupKey: [], pricingGroupValues: {}, billingFrequency: null }

describe('what became of each rate', () => {
  it('is said of every one of them: the one that starts last wins, among equals the one added last', () => {
    const rates = [
      rate('early', 1, { startingAt: 5 }),
      rate('first', 2),
      rate('second', 3),
      rate('over', 4, { endingBefore: 20 }),
      rate('ahead', 5, { startingAt: 21 }),
      rate('monthly', 6, { billingFrequency: 'MONTHLY' }),
    ]
    expect(rateVerdicts(rates, plain, 20).map((one) => [one.rate.id, one.verdict])).toEqual([
      ['early', 'STARTED_EARLIER'],
      ['first', 'ADDED_EARLIER'],
      ['second', 'WINS'],
      ['over', 'ENDED'],
      ['ahead', 'NOT_YET'],
      ['monthly', 'OTHER_BILLING_FREQUENCY'],
    ])
  })

  it('depends on every property of the pricing group key', () => {
    const wanted = {
      pricingGroupKey: ['region', 'tier'],
      pricingGroupValues: { region: 'eu', tier: 'a' },
      billingFrequency: null,
    }
    const rates = [
      rate('us', 1, { pricingGroupValues: { region: 'us', tier: 'a' } }),
      rate('eu', 2, { pricingGroupValues: { region: 'eu', tier: 'a' } }),
      rate('other tier', 3, { pricingGroupValues: { region: 'eu', tier: 'b' } }),
      rate('more', 4, { pricingGroupValues: { region: 'eu', tier: 'a', size: 'l' } }),
    ]
    expect(rateVerdicts(rates, wanted, 10).map(({ verdict }) => verdict)).toEqual([
      'OTHER_GROUP_VALUES',
      'WINS',
      'OTHER_GROUP_VALUES',
      'OTHER_GROUP_VALUES',
    ])
  })
})
