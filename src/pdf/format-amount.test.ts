import { expect, it } from 'vitest'
import { Decimal } from '../kernel/decimal.ts'
import { formatAmount, formatQuantity, formatUnitPrice } from './format-amount.ts'
import { TOKENS, USD } from './testing/invoices.ts'

const currency = (name: string) => ({ id: name, name, isCurrency: true })

it.each([
  // 1.005 dollars: half a cent is rounded up, of what is taken off away from zero.
  ['100.5', USD, '$1.01'],
  ['-100.5', USD, '-$1.01'],
  ['100.49999', USD, '$1.00'],
  ['123456789.5', USD, '$1,234,567.90'],
  ['-0.4', USD, '$0.00'],
  ['1234.565', currency('EUR'), 'EUR 1,234.57'],
  ['-1234.5', currency('JPY'), '-JPY 1,235'],
  ['1234.50', TOKENS, '1,234.5 Tokens'],
  ['-0.000000001', TOKENS, '0 Tokens'],
])('an amount of %s is shown as can be paid', (amount, unit, shown) => {
  expect(formatAmount(new Decimal(amount), unit)).toBe(shown)
})

it.each([
  ['5', USD, '$0.05'],
  ['0.00012', USD, '$0.0000012'],
  ['-5000', USD, '-$50.00'],
  ['0.0000000000126', USD, '$0.00000000000013'],
  ['0', USD, '$0.00'],
  ['1.5', currency('EUR'), 'EUR 1.50'],
  ['40', TOKENS, '40 Tokens'],
])('a unit price of %s is shown with its digits', (price, unit, shown) => {
  expect(formatUnitPrice(new Decimal(price), unit)).toBe(shown)
})

it.each([
  ['1000', '1,000'],
  ['1234567.500', '1,234,567.5'],
  ['33.33333333333333333333', '33.33333333'],
  ['-12', '-12'],
  ['0', '0'],
])('a quantity of %s is shown without trailing zeros', (quantity, shown) => {
  expect(formatQuantity(new Decimal(quantity))).toBe(shown)
})
