import { expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { unpaidSpend } from './unpaid-spend.ts'

/** A token is worth 50 cents. */
const CONVERSIONS = [{ customCreditTypeId: 'tokens', fiatPerCustomCredit: new Decimal(50) }]

const charge = (creditTypeId: string, total: number) => ({ creditTypeId, total: new Decimal(total) })

const spentOf = (...charges: ReturnType<typeof charge>[]) =>
  unpaidSpend(charges, CONVERSIONS, 'cents').map(({ creditTypeId, amount, worth }) => [
    creditTypeId,
    amount.toNumber(),
    worth.toNumber(),
  ])

test('the currency is worth itself, and custom units what the card says', () => {
  // 40 + 20 cents; 200 + 100 tokens at 50.
  const charges = [charge('cents', 40), charge('tokens', 200), charge('cents', 20), charge('tokens', 100)]
  expect(spentOf(...charges)).toEqual([
    ['cents', 60, 60],
    ['tokens', 300, 15_000],
  ])
})

test('what gives back counts against its unit', () => {
  expect(spentOf(charge('tokens', 300), charge('tokens', -20))).toEqual([
    ['cents', 0, 0],
    ['tokens', 280, 14_000],
  ])
})

test('a unit without a conversion is an error, and never nothing', () => {
  expect(() => spentOf(charge('points', 1))).toThrow('the pricing unit points has no conversion')
})
