import { expect, it } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { chargeRule } from './charge-rule.ts'

it('a priced charge is shared out by quantity, the shares adding up to its total', () => {
  const [quantity, unitPrice, total] = ['3', '100', '10'].map((text) => new Decimal(text)) as [
    Decimal,
    Decimal,
    Decimal,
  ]
  const rule = chargeRule({ quantity, unitPrice, total, tier: null })
  const totals = [
    [0, 3],
    [0, 1],
    [1, 2],
    [2, 3],
  ].map(([from = 0, to = 0]) => rule.parts(new Decimal(from), new Decimal(to))[0]?.total.toFixed())
  // 10 / 3 cut off is 3.33…33, and 20 / 3 is 6.66…66.
  expect(totals).toEqual(['10', '3.33333333333333333333', '3.33333333333333333333', '3.33333333333333333334'])
})

it('a charge of no quantity comes to its total', () => {
  const zero = new Decimal(0)
  const rule = chargeRule({ quantity: zero, unitPrice: zero, total: new Decimal(25), tier: null })
  expect(rule.parts(zero, zero)[0]?.total.toFixed()).toBe('25')
})
