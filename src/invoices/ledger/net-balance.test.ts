import { describe, expect, it, test } from 'vitest'
import { netBalance, type NetBalanceFilter, type NetBalanceQuestion } from './net-balance.ts'
import { account, commit, drawn, entered, segment } from './testing/accounts.ts'

/** A commit of 1,000, a POSTPAID one of 200, two credits of 50 and 6, and a commit of 9 in tokens. */
const customer = account(
  [
    commit('prepaid', [segment('prepaid', 1000, 1, 32)], {
      customFields: { campaign: 'launch', tier: 'gold' },
    }),
    commit('postpaid', [segment('postpaid', 200, 1, 32)], { type: 'POSTPAID' }),
    commit('trial', [segment('trial', 50, 1, 32)], { type: 'CREDIT', customFields: { campaign: 'trial' } }),
    commit('gift', [segment('gift', 6, 1, 32)], { type: 'CREDIT', customFields: { campaign: 'launch' } }),
    commit('tokens', [segment('tokens', 9, 1, 32)], {
      access: { creditTypeId: 'tokens', segments: [segment('tokens', 9, 1, 32)] },
    }),
  ],
  {
    movements: [
      drawn('prepaid', -300, { invoiceId: 'july', isDraft: false }),
      drawn('prepaid', -100),
      drawn('trial', -20),
    ],
  },
)

const net = (question: Partial<NetBalanceQuestion> = {}, of = customer) =>
  netBalance(of, {
    creditTypeId: 'cents',
    invoiceInclusionMode: 'FINALIZED_AND_DRAFT',
    ...question,
  }).toNumber()

test('a net balance is all that is left in one unit', () => {
  // 1000 - 300 - 100, 200, 50 - 20 and 6
  expect(net()).toBe(836)
  expect(net({ creditTypeId: 'tokens' })).toBe(9)
  expect(net({ creditTypeId: 'euros' })).toBe(0)
})

test('what drafts took is left out where only what is final counts', () => {
  // 836 + 100 + 20
  expect(net({ invoiceInclusionMode: 'FINALIZED' })).toBe(956)
})

test('a segment below 0 counts as 0', () => {
  const of = account([commit('a', [segment('a', 10, 1, 32)]), commit('b', [segment('b', 7, 1, 32)])], {
    manualEntries: [entered('a', -25)],
  })
  expect(net({}, of)).toBe(7)
})

test('what is of a contract that is over does not count, whatever drafts are still to take', () => {
  const of = { ...customer, contractEnds: new Map([['deal', customer.at]]) }
  for (const invoiceInclusionMode of ['FINALIZED', 'FINALIZED_AND_DRAFT'] as const) {
    expect(net({ invoiceInclusionMode }, of)).toBe(0)
  }
})

describe('filters', () => {
  it.each<[story: string, filters: NetBalanceFilter[], total: number]>([
    ['admit types', [{ types: ['CREDIT'] }], 36],
    ['admit ids', [{ ids: ['gift', 'postpaid'] }], 206],
    ['admit custom fields, each of them', [{ customFields: { campaign: 'launch', tier: 'gold' } }], 600],
    ['do not admit what has no such field', [{ customFields: { constructor: 'x' } }], 0],
    ['hold together', [{ types: ['CREDIT'], customFields: { campaign: 'launch' } }], 6],
    // Both filters admit the gift, which counts once.
    ['widen what is admitted', [{ types: ['CREDIT'] }, { customFields: { campaign: 'launch' } }], 636],
    ['that ask for nothing admit everything', [{}], 836],
    ['with no types admit nothing', [{ types: [] }], 0],
    ['with no ids admit nothing', [{ ids: [] }], 0],
    ['that are none admit nothing', [], 0],
  ])('%s', (_story, filters, total) => expect(net({ filters })).toBe(total))
})
