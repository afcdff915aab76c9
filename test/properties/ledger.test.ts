import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ManualLedgerEntry } from '../../src/catalog/balances/add-ledger-entry.ts'
import type { CatalogBalance } from '../../src/catalog/balances/rows.ts'
import type { CustomerAccount, Movement } from '../../src/invoices/balances/account.ts'
import { balanceOf } from '../../src/invoices/ledger/current-balance.ts'
import { ledgerOf } from '../../src/invoices/ledger/ledger-of.ts'
import { netBalance } from '../../src/invoices/ledger/net-balance.ts'
import { restOf } from '../../src/invoices/ledger/postings.ts'
import {
  account,
  august,
  commit,
  drawn,
  entered,
  rolled,
  segment,
} from '../../src/invoices/ledger/testing/accounts.ts'
import { Decimal, ZERO } from '../../src/kernel/decimal.ts'
import { DAY_MS } from '../../src/kernel/instant.ts'
import { hold, PROPERTY_TIMEOUT_MS } from './support/hold.ts'

const RUNS = 300

/** What was done to one segment; its amounts, in hundredths, take no more than there is unless an entry by hand does. */
const segmentStory = fc.record({
  amount: fc.integer({ min: 0, max: 10_000 }),
  from: fc.integer({ min: 1, max: 30 }),
  days: fc.integer({ min: 1, max: 20 }),
  invoices: fc.array(
    fc.record({
      share: fc.integer({ min: 0, max: 100 }),
      day: fc.integer({ min: 0, max: 30 }),
      state: fc.constantFrom('DRAFT', 'FINALIZED', 'VOIDED'),
    }),
    { maxLength: 4 },
  ),
  rolledShare: fc.option(fc.integer({ min: 0, max: 100 })),
  manual: fc.array(
    fc.record({ amount: fc.integer({ min: -5_000, max: 5_000 }), day: fc.integer({ min: 1, max: 45 }) }),
    {
      maxLength: 2,
    },
  ),
})
type SegmentStory = typeof segmentStory extends fc.Arbitrary<infer Story> ? Story : never

const accounts = fc
  .record({
    at: fc.integer({ min: 1, max: 40 }),
    contractEnd: fc.option(fc.integer({ min: 1, max: 40 })),
    balances: fc.array(
      fc.record({
        type: fc.constantFrom('PREPAID' as const, 'POSTPAID' as const, 'CREDIT' as const),
        isArchived: fc.boolean(),
        segments: fc.tuple(segmentStory, segmentStory),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ at, contractEnd, balances }): CustomerAccount => {
    const told = balances.flatMap(({ segments }, index) =>
      segments.map((story, place) => tell(story, `commit ${index}`, `segment ${index}.${place}`)),
    )
    return account(
      balances.map(({ type, isArchived, segments }, index) => {
        const [first, second] = segments.map((story, place) => segmentOf(story, `segment ${index}.${place}`))
        if (first === undefined || second === undefined) throw new Error('there are two segments')
        return commit(`commit ${index}`, [first, second], { type, archivedAt: isArchived ? august(1) : null })
      }),
      {
        at: august(at),
        movements: told.flatMap(({ movements }) => movements),
        manualEntries: told.flatMap(({ manualEntries }) => manualEntries),
        rollovers: told.flatMap(({ rollovers }) => rollovers),
        contractEnds: new Map(contractEnd === null ? [] : [['deal', august(contractEnd)]]),
      },
    )
  })

describe('a ledger', { timeout: PROPERTY_TIMEOUT_MS }, () => {
  it('comes to what can be drawn, unless entries by hand took more than there was', () =>
    hold(
      fc.asyncProperty(accounts, async (customer) => {
        for (const balance of customer.balances) {
          const amounts = ledgerOf(customer, balance).map(({ amount }) => amount)
          if (isBelowZero(customer, balance)) continue
          expect(sum(amounts)).toBe(balanceOf(customer, balance).toFixed())
        }
      }),
      RUNS,
    ))

  it('is in order of time, and never below 0 in all that is neither entered by hand nor given back', () =>
    hold(
      fc.asyncProperty(accounts, async (customer) => {
        const voided = customer.movements.filter(({ type }) => type === 'CANCELED')
        const voidedIds = new Set(voided.map(({ invoiceId }) => invoiceId))
        const movements = customer.movements.filter(({ invoiceId }) => !voidedIds.has(invoiceId))
        const plain = { ...customer, movements, manualEntries: [] }
        for (const balance of plain.balances) {
          let last = -Infinity
          const left = new Map<string, Decimal>()
          for (const { at, amount, segmentId } of ledgerOf(plain, balance)) {
            expect(at).toBeGreaterThanOrEqual(last)
            last = at
            left.set(segmentId, (left.get(segmentId) ?? ZERO).plus(amount))
          }
          for (const amount of left.values()) expect(amount.greaterThanOrEqualTo(ZERO)).toBe(true)
        }
      }),
      RUNS,
    ))
})

describe('what is of a contract', { timeout: PROPERTY_TIMEOUT_MS }, () => {
  it('is as if it had no end until it ends, and nothing from then on', () =>
    hold(
      fc.asyncProperty(accounts, async (customer) => {
        const endless = { ...customer, contractEnds: new Map() }
        const isOver = (customer.contractEnds.get('deal') ?? Infinity) <= customer.at
        for (const balance of customer.balances) {
          const left = isOver ? '0' : balanceOf(endless, balance).toFixed()
          expect(balanceOf(customer, balance).toFixed()).toBe(left)
          if (!isOver) expect(ledgerOf(customer, balance)).toEqual(ledgerOf(endless, balance))
        }
      }),
      RUNS,
    ))
})

describe('net balances', { timeout: PROPERTY_TIMEOUT_MS }, () => {
  it('are the balances together, and more without what drafts took', () =>
    hold(
      fc.asyncProperty(accounts, async (customer) => {
        const net = (invoiceInclusionMode: 'FINALIZED' | 'FINALIZED_AND_DRAFT') =>
          netBalance(customer, { creditTypeId: 'cents', invoiceInclusionMode })
        const together = sum(customer.balances.map((balance) => balanceOf(customer, balance)))
        expect(net('FINALIZED_AND_DRAFT').toFixed()).toBe(together)
        expect(net('FINALIZED').greaterThanOrEqualTo(together)).toBe(true)
      }),
      RUNS,
    ))
})

function segmentOf({ amount, from, days }: SegmentStory, id: string) {
  return segment(id, hundredths(amount).toFixed(), from, from + days)
}

/** Invoices take shares of what is left, in their order; a renewal takes its share of the rest. */
function tell(story: SegmentStory, balanceId: string, segmentId: string) {
  let left = hundredths(story.amount)
  const movements: Movement[] = []
  for (const [index, { share, day, state }] of story.invoices.entries()) {
    const taken = left.times(share).dividedBy(100).toDecimalPlaces(2)
    const at = august(story.from + day)
    const made = { segmentId, at, invoiceId: `${segmentId} ${index}`, isDraft: state === 'DRAFT' }
    movements.push(drawn(balanceId, taken.negated().toFixed(), made))
    if (state === 'VOIDED') {
      movements.push(drawn(balanceId, taken.toFixed(), { ...made, type: 'CANCELED', at: at + 3 * DAY_MS }))
    } else left = left.minus(taken)
  }
  const gone = left.times(story.rolledShare ?? 0).dividedBy(100)
  const rolledAt = august(story.from + Math.min(story.days, 7))
  const rollovers = gone.isZero() ? [] : [rolled(balanceId, gone.toFixed(2), { segmentId, at: rolledAt })]
  const manualEntries: ManualLedgerEntry[] = story.manual.map(({ amount, day }) =>
    entered(balanceId, hundredths(amount).toFixed(), { segmentId, effectiveAt: august(day) }),
  )
  return { movements, rollovers, manualEntries }
}

/** Whether a segment that has started has less than nothing. */
function isBelowZero(customer: CustomerAccount, { terms }: CatalogBalance): boolean {
  return terms.access.segments.some(
    (one) => one.startingAt <= customer.at && restOf(customer, one).isNegative(),
  )
}

function hundredths(amount: number): Decimal {
  return new Decimal(amount).dividedBy(100)
}

function sum(amounts: readonly Decimal[]): string {
  return amounts.reduce((total, amount) => total.plus(amount), ZERO).toFixed()
}
