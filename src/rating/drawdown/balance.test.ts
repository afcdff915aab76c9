import { expect, it } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { leftOf } from './balance.ts'
import { segment } from './testing/balances.ts'

it.each([
  ['5', '5'],
  ['0', '0'],
  ['-5', '0'],
])('of %s that are left %s may be drawn', (amount, expected) => {
  expect(leftOf(new Map([['s', new Decimal(amount)]]), segment('s', '100')).toFixed()).toBe(expected)
})
