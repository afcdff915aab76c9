import { describe, expect, it } from 'vitest'
import { DAY_MS } from '../kernel/instant.ts'
import { priceChanges, type ChangingProduct } from './price-changes.ts'
import { days, multiplier, override, pricing, rate } from './testing/prices.ts'

const period = days(0, 30)
const changes = (product: Partial<ChangingProduct>, contract = pricing()) =>
  priceChanges([{ versions: [], rates: [], ...product }], contract, period).map((at) => at / DAY_MS)

describe('the instants at which prices change', () => {
  it('begin with the period', () => {
    expect(changes({})).toEqual([0])
  })

  it('are those of rates, of overrides and of the product itself, each once', () => {
    const product = {
      versions: [{ period: days(0, 12) }, { period: days(12, 30) }],
      rates: [rate('1', { to: 20 }), rate('2', { from: 20 }), rate('3', { from: 5, values: { model: 'a' } })],
    }
    const contract = pricing(
      override('discount', multiplier('0.5'), { from: 8, to: 20 }),
      override('trial', null, { isEntitled: true, to: 9 }),
    )
    expect(changes(product, contract)).toEqual([0, 5, 8, 9, 12, 20])
  })

  it('lie within the period, its end not among them', () => {
    const product = { rates: [rate('1', { from: -5, to: 30 }), rate('2', { from: 40 })] }
    expect(changes(product, pricing(override('long', multiplier('0.5'), { from: -1, to: 31 })))).toEqual([0])
  })

  it('are not those of a rate that another one covers', () => {
    const covered = [rate('1'), rate('2', { from: 10, to: 12 }), rate('3', { from: 10 })]
    expect(changes({ rates: covered })).toEqual([0, 10])
  })

  it('are those of all products', () => {
    const of = (from: number) => ({ versions: [], rates: [rate('1', { from })] })
    expect(priceChanges([of(7), of(3)], pricing(), period)).toEqual([0, 3 * DAY_MS, 7 * DAY_MS])
  })
})
