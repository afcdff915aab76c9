import { expect, it } from 'vitest'
import { Decimal } from '../kernel/decimal.ts'
import { roundAmount } from './round-amount.ts'
import type { AmountRounding } from './subscription.ts'

it.each<[amount: string, method: AmountRounding['method'], decimalPlaces: number, expected: string]>([
  ['1.005', 'HALF_UP', 2, '1.01'],
  ['1.0049', 'HALF_UP', 2, '1'],
  ['2.5', 'HALF_UP', 0, '3'],
  ['2.999', 'FLOOR', 2, '2.99'],
  ['2.001', 'CEILING', 2, '2.01'],
  ['2', 'CEILING', 0, '2'],
  ['149', 'HALF_UP', -2, '100'],
  ['150', 'HALF_UP', -2, '200'],
  ['199', 'FLOOR', -2, '100'],
  ['101', 'CEILING', -2, '200'],
  ['-2.5', 'HALF_UP', 0, '-3'],
  ['-2.5', 'FLOOR', 0, '-3'],
  ['-2.5', 'CEILING', 0, '-2'],
  ['0.000005', 'HALF_UP', 5, '0.00001'],
])('an amount of %s is rounded %s to %i places: %s', (amount, method, decimalPlaces, expected) => {
  expect(roundAmount(new Decimal(amount), { method, decimalPlaces }).toFixed()).toBe(expected)
})
