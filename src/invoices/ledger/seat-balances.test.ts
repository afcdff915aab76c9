import { describe, expect, test } from 'vitest'
import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import { firstSeats, seatBalances, seatIdsOf, type SeatAccessFilter } from './seat-balances.ts'
import { account, august, commit, drawn, segment } from './testing/accounts.ts'

const ALWAYS: SeatAccessFilter = { coveringDate: null, startingAt: null, effectiveBefore: null }

/** What a seat of the subscription `team` has of its own, or with no seat what all share. */
function seatCommit(
  id: string,
  seatId: string | null,
  amount: number,
  {
    from = 1,
    to = 32,
    subscriptionId = 'team',
    ...changes
  }: Partial<CatalogBalance> & {
    from?: number
    to?: number
    subscriptionId?: string
  } = {},
) {
  const subscription = {
    subscriptionId,
    allocation: seatId === null ? ('POOLED' as const) : ('INDIVIDUAL' as const),
    isSeatIncreaseProrated: false,
    seatId,
    seatGroupKey: null,
  }
  const origin = { kind: 'RECURRING' as const, recurringId: 'monthly', subscription }
  return commit(id, [segment(id, amount, from, to)], { origin, ...changes })
}

const team = account(
  [
    seatCommit('ada', 'ada', 50),
    seatCommit('ada in september', 'ada', 50, { from: 32, to: 62 }),
    seatCommit('bob', 'bob', 50),
    seatCommit('bob as well', 'bob', 5, { type: 'CREDIT' }),
    seatCommit('of another team', 'ada', 1000, { subscriptionId: 'other' }),
    seatCommit('pool', null, 1000),
    commit('deal', [segment('deal', 1000, 1, 32)]),
  ],
  { movements: [drawn('ada', -20), drawn('bob', -50)] },
)

/** Of each seat: its id, what it has left, and what it was granted. */
const written = (seatIds: string[], filter: Partial<SeatAccessFilter> = {}, subscriptionIds = ['team']) =>
  seatBalances(team, subscriptionIds, seatIds, { ...ALWAYS, ...filter }).map(({ seatId, totals }) => [
    seatId,
    ...totals.map(({ balance, startingBalance }) => [balance.toNumber(), startingBalance.toNumber()]),
  ])

test('a seat has what was granted to it alone', () => {
  expect(written(['ada', 'bob', 'cleo'])).toEqual([
    // 50 - 20 now, and September's 50 is not there yet.
    ['ada', [30, 100]],
    // 50 - 50, and the credit's 5
    ['bob', [5, 55]],
    ['cleo'],
  ])
  expect(written(['ada'], {}, ['team', 'other'])).toEqual([['ada', [1030, 1100]]])
  expect(written(['ada'], {}, [])).toEqual([['ada']])
})

test('a seat has nothing of what is archived', () => {
  const of = account([seatCommit('kept', 'ada', 50), seatCommit('gone', 'ada', 7, { archivedAt: august(3) })])
  const [ada] = seatBalances(of, ['team'], ['ada'], ALWAYS)
  expect(ada?.balances.map(({ id }) => id)).toEqual(['kept'])
  expect(ada?.totals.map(({ startingBalance }) => startingBalance.toNumber())).toEqual([50])
})

describe('dates choose', () => {
  test.each<
    [story: string, filter: Partial<SeatAccessFilter>, granted: [balance: number, starting: number][]]
  >([
    ['what covers one', { coveringDate: august(31) }, [[30, 50]]],
    ['what can be drawn from one on', { startingAt: august(32) }, [[0, 50]]],
    ['what can be drawn up to one', { effectiveBefore: august(31) }, [[30, 50]]],
    ['what starts then too', { effectiveBefore: august(32) }, [[30, 100]]],
  ])('%s', (_story, filter, granted) => expect(written(['ada'], filter)).toEqual([['ada', ...granted]]))
})

test('a seat has nothing to draw once its contract is over', () => {
  const over = { ...team, contractEnds: new Map([['deal', august(10)]]) }
  const seat = (filter: Partial<SeatAccessFilter> = {}) =>
    seatBalances(over, ['team'], ['bob'], { ...ALWAYS, ...filter }).flatMap(({ totals }) =>
      totals.map(({ balance, startingBalance }) => [balance.toNumber(), startingBalance.toNumber()]),
    )
  expect(seat()).toEqual([[0, 55]])
  expect(seat({ coveringDate: august(9) })).toEqual([[0, 55]])
  expect([seat({ coveringDate: august(10) }), seat({ startingAt: august(10) })]).toEqual([[], []])
})

test('units are not added up', () => {
  const tokens = { creditTypeId: 'tokens', segments: [segment('tokens', 7, 1, 32)] }
  const inTokens = seatCommit('tokens', 'ada', 7)
  const of = account([
    seatCommit('ada', 'ada', 50),
    { ...inTokens, terms: { ...inTokens.terms, access: tokens } },
  ])
  const [ada] = seatBalances(of, ['team'], ['ada'], ALWAYS)
  expect(ada?.totals.map(({ creditTypeId, balance }) => [creditTypeId, balance.toNumber()])).toEqual([
    ['cents', 50],
    ['tokens', 7],
  ])
})

test('the seats are all that were, are or will be named, each once, in order of their ids', () => {
  const change = (day: number, seatIds: string[]) => ({
    startingAt: august(day),
    seatIds,
    unassignedSeats: 1,
  })
  const seats = [change(1, ['bob', 'ada']), change(10, ['ada']), change(40, ['ada', 'cleo'])]
  expect(seatIdsOf([{ seats }, { seats: [change(1, ['bob'])] }])).toEqual(['ada', 'bob', 'cleo'])
})

test('a page takes seats until it shows a hundred commits and credits, and splits none', () => {
  const one = commit('one', [segment('one', 1, 1, 32)])
  const seat = (seatId: string, count: number) => ({ seatId, totals: [], balances: Array(count).fill(one) })
  const shown = (...counts: number[]) =>
    firstSeats(counts.map((count, index) => seat(`${index}`, count))).length
  // The document's own case: 98 and 10 are 108, and both are shown.
  expect(shown(98, 10, 1)).toBe(2)
  expect(shown(100, 1)).toBe(1)
  expect(shown(50, 49)).toBe(2)
})
