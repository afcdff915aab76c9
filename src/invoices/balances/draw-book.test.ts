import { describe, expect, it } from 'vitest'
import { findBalances } from '../../catalog/balances/find.ts'
import type { NewBalance } from '../../catalog/balances/new-balance.ts'
import type { NewContract } from '../../catalog/contracts/create.ts'
import { listContractsOf } from '../../catalog/contracts/list.ts'
import { findInvoices } from '../../catalog/invoices/find.ts'
import { voidInvoice } from '../../catalog/invoices/void.ts'
import { addRates } from '../../catalog/rates/add-many.ts'
import { newCommit, newInvoice, newSegment } from '../../catalog/testing/balances.ts'
import { newItem, newSubscription, openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { addRateCard, newRate } from '../../catalog/testing/fixtures.ts'
import { addInvoice } from '../../catalog/testing/invoices.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { readInvoice } from '../document/document.ts'
import { applyMovements, openDrawBook, rollOverUntil } from './draw-book.ts'
import { finalizeDue } from '../life-cycle/finalize.ts'
import { regenerateInvoice } from '../life-cycle/regenerate.ts'
import { unmeteredScope } from '../testing/unmetered-scope.ts'

const SEPTEMBER = '2024-09-01T00:00:00Z'

/**
 * A contract of August with a free commit of 300 that rolls over whole, which 200 are charged to, and one that renews it and
 * charges 200 as it starts.
 */
async function openRenewal(
  collectionSchedule: 'ADVANCE' | 'ARREARS',
  commitChanges: Partial<NewBalance> = {},
  isTrueupRemoved = false,
) {
  const { scope: catalogScope, customer, seats, setup, sign } = await openDealDesk()
  const scope = unmeteredScope(catalogScope)
  const card = await addRateCard(scope)
  const price = { rateType: 'FLAT' as const, price: new Decimal(20) }
  await addRates(scope, card.id, [newRate(seats.id, { billingFrequency: 'MONTHLY', price })])
  const seatsOf = (changes: Parameters<typeof newSubscription>[1]) => [
    newSubscription(seats.id, { invoicePlacement: 'ON_SCHEDULED_INVOICE', ...changes }),
  ]
  const segments = [newSegment('2024-08-01T00:00:00Z', SEPTEMBER, 300)]
  const access = { creditTypeId: null, segments }
  const old = await sign({
    rateCardId: card.id,
    endingBefore: at(SEPTEMBER),
    commits: [
      newCommit(setup.id, { access, invoice: null, rolloverFraction: new Decimal(1), ...commitChanges }),
    ],
    subscriptions: seatsOf({ collectionSchedule }),
  })
  const transition: NewContract['transition'] = { fromContractId: old.id, isTrueupRemoved }
  await sign({ rateCardId: card.id, startingAt: at(SEPTEMBER), transition, subscriptions: seatsOf({}) })
  catalogScope.setNow(at(SEPTEMBER))
  await finalizeDue(scope, customer.id)
  /** What is to be paid after what was drawn, of those that are not voided. */
  const totals = async () =>
    (await findInvoices(scope, customer.id))
      .filter(({ voidedAt }) => voidedAt === null)
      .map((stored) => readInvoice(stored).total.toNumber())
  /** What is drawn on by now. */
  const open = async () => {
    const contracts = await listContractsOf(scope, customer.id, { includeArchived: false })
    return openDrawBook(scope, [customer.id], contracts, scope.clock.now())
  }
  return { scope, customer, old, sign, totals, open }
}

/** The same with a POSTPAID commit of 500, to be trued up in September, unless the renewal removes that. */
async function openPostpaidRenewal(isTrueupRemoved = false) {
  const commit: Partial<NewBalance> = {
    type: 'POSTPAID',
    access: { creditTypeId: null, segments: [newSegment('2024-08-01T00:00:00Z', SEPTEMBER, 500)] },
    invoice: newInvoice([newItem(SEPTEMBER, { amount: new Decimal(500) })]),
  }
  const desk = await openRenewal('ADVANCE', commit, isTrueupRemoved)
  const [origin] = await findBalances(desk.scope, desk.customer.id)
  const [segment] = origin?.terms.access.segments ?? []
  if (origin === undefined || segment === undefined) throw new Error('there is no commit')
  return { ...desk, commit: origin, segment }
}

describe('what a contract leaves to its renewal', () => {
  it('is what its own charges leave, those of the day on which the renewal starts too', async () => {
    const { totals } = await openRenewal('ARREARS')
    // 200 of 300 by the old one; 100 are carried over, and 100 of the renewal's 200 are to be paid.
    expect(await totals()).toEqual([0, 100])
  })

  it('is there of a POSTPAID commit after its true-up too', async () => {
    const { scope, old, open, commit, segment } = await openPostpaidRenewal()
    // 200 of 500 were drawn; the 300 left are carried over, and the renewal has drawn 200 of them.
    const draws = [{ balanceId: commit.id, segmentId: segment.id, amount: 300, type: 'TRUEUP' as const }]
    await addInvoice(scope, old, { draws })
    const now = scope.clock.now()
    const book = await open()
    rollOverUntil(book, now, now)
    expect(book.rollovers.map(({ amount }) => amount.toNumber())).toEqual([300])
  })

  it('is there of a POSTPAID commit also where its true-up is a draft', async () => {
    const { scope, customer, old, open, commit, segment } = await openPostpaidRenewal()
    const now = scope.clock.now()
    const trueup = {
      type: 'TRUEUP',
      amount: new Decimal(-300),
      at: now,
      invoiceId: 'draft',
      isDraft: true,
    } as const
    const of = { customerId: customer.id, balanceId: commit.id, segmentId: segment.id, contractId: old.id }
    const book = await open()
    applyMovements(book, [{ ...trueup, ...of }])
    rollOverUntil(book, now, now)
    expect(book.rollovers.map(({ amount }) => amount.toNumber())).toEqual([300])
  })

  it('is nothing of a POSTPAID commit whose rest the renewal leaves unbilled, unless it was billed before', async () => {
    const { scope, old, totals, open, commit, segment } = await openPostpaidRenewal(true)
    // 200 of 500 were drawn, and are paid as they were used; nobody pays the 300 left, nor is any usage covered by them.
    expect(await totals()).toEqual([200, 200])
    const draws = [{ balanceId: commit.id, segmentId: segment.id, amount: 300, type: 'TRUEUP' as const }]
    await addInvoice(scope, old, { draws })
    const now = scope.clock.now()
    const book = await open()
    rollOverUntil(book, now, now)
    expect(book.rollovers.map(({ amount }) => amount.toNumber())).toEqual([300])
  })

  it('is there of a PREPAID commit, which is paid for, also where the renewal leaves out true-ups', async () => {
    const invoice = newInvoice([newItem(SEPTEMBER, { amount: new Decimal(300) })])
    const { scope, open } = await openRenewal('ADVANCE', { invoice }, true)
    const now = scope.clock.now()
    const book = await open()
    rollOverUntil(book, now, now)
    // 200 of 300 were drawn before.
    expect(book.rollovers.map(({ amount }) => amount.toNumber())).toEqual([100])
  })

  it('is kept from the old contract once, also where the renewal has drawn on it already', async () => {
    const { scope, open } = await openRenewal('ADVANCE')
    const now = scope.clock.now()
    const book = await open()
    rollOverUntil(book, now, now)
    // The 100 that were carried over, all of which are drawn.
    expect([...book.reserved.values()].map(Number)).toEqual([100])
  })

  it('goes to renewals as they start, and not as they were made', async () => {
    const { scope, sign, open } = await openRenewal('ADVANCE')
    const [october, december] = [at('2024-10-01T00:00:00Z'), at('2024-12-01T00:00:00Z')]
    const renewalOf = async (endingBefore: number) => {
      const { id: fromContractId } = await sign({ endingBefore })
      return sign({ startingAt: endingBefore, transition: { fromContractId, isTrueupRemoved: false } })
    }
    const later = await renewalOf(december)
    const sooner = await renewalOf(october)
    const book = await open()
    const now = scope.clock.now()
    rollOverUntil(book, now, now)
    expect(book.renewals.map(({ id }) => id)).toEqual([sooner.id, later.id])
    rollOverUntil(book, october, now)
    expect(book.renewals.map(({ id }) => id)).toEqual([later.id])
  })

  it('is not spent twice where the renewal drew on it before the old invoice was made anew', async () => {
    const { scope, customer, totals } = await openRenewal('ADVANCE')
    expect(await totals()).toEqual([0, 100])
    const [first, second] = await findInvoices(scope, customer.id)
    if (first === undefined || second === undefined) throw new Error('there are no two invoices')
    await voidInvoice(scope, first.id)
    await voidInvoice(scope, second.id)
    // All 300 are carried over now, and 200 of them drawn: 100 are left for the old one.
    await regenerateInvoice(scope, second.id)
    await regenerateInvoice(scope, first.id)
    expect(await totals()).toEqual([0, 100])
  })
})
