import { expect, it } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { leftOf, untouched } from './balance.ts'
import { balance, segment } from './testing/balances.ts'

it('all is left of what was not touched, segment by segment', () => {
  const halves = balance('commit', '0', { segments: [segment('h1', '50'), segment('h2', '70')] })
  const left = [...untouched([halves, balance('credit', '9')])].map(([id, amount]) => [id, amount.toFixed()])
  expect(left).toEqual([
    ['h1', '50'],
    ['h2', '70'],
    ['credit', '9'],
  ])
})

it.each([
  ['5', '5'],
  ['0', '0'],
  ['-5', '0'],
])('of %s that are left %s may be drawn', (amount, expected) => {
  expect(leftOf(new Map([['s', new Decimal(amount)]]), segment('s', '100')).toFixed()).toBe(expected)
})
