import { expect, test } from 'vitest'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { payableSpend, type UsageBill } from './payable-spend.ts'

const JUNE = at('2024-06-01T00:00:00Z')
const SEPTEMBER = at('2024-09-01T00:00:00Z')
const OCTOBER = at('2024-10-01T00:00:00Z')
const august = { from: at('2024-08-01T00:00:00Z'), to: SEPTEMBER }

type Line = UsageBill['lines'][number]

/** A line of August that nothing covers, or what the changes say. */
const line = (total: number, changes: Partial<Line> = {}): Line => ({
  type: 'usage',
  creditType: { id: 'cents' },
  commit: null,
  period: august,
  total: new Decimal(total),
  ...changes,
})

const payable = (...lines: Line[]) =>
  payableSpend({ period: august, lines }).map(({ creditTypeId, total }) => [creditTypeId, total.toNumber()])

test('usage and subscriptions that nothing covers are to be paid, in the unit of each, and what gives back counts', () => {
  const inTokens = line(30, { creditType: { id: 'tokens' } })
  expect(payable(line(500), inTokens, line(40, { type: 'subscription' }), line(-100))).toEqual([
    ['cents', 500],
    ['tokens', 30],
    ['cents', 40],
    ['cents', -100],
  ])
})

test('what a commit covers is paid', () => {
  const commit = { id: 'commit' }
  const applied = line(-500, { type: 'applied_commit_or_credit', commit })
  expect(payable(line(500, { commit }), applied, line(3))).toEqual([['cents', 3]])
})

test.each<[what: string, changes: Partial<Line>]>([
  ['what is scheduled', { type: 'scheduled', period: null }],
  ['what a commit costs', { type: 'commit_purchase', period: null, commit: { id: 'commit' } }],
  ['what custom units come to, which are there themselves', { type: 'cpu_conversion' }],
  ['a subscription for the time before', { type: 'subscription', period: { from: JUNE, to: SEPTEMBER } }],
  ['a subscription for the time after', { type: 'subscription', period: { from: SEPTEMBER, to: OCTOBER } }],
])('%s is not for the commit to pay', (_what, changes) =>
  expect(payable(line(500, changes), line(3))).toEqual([['cents', 3]]),
)
