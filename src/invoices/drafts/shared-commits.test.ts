import { describe, expect, it } from 'vitest'
import { createCustomerBalance } from '../../catalog/balances/create.ts'
import type { ChildAccess } from '../../catalog/balances/terms.ts'
import { createContract, type NewContract } from '../../catalog/contracts/create.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import { findLedgerEntries } from '../../catalog/invoices/find-ledger-entries.ts'
import { findInvoices } from '../../catalog/invoices/find.ts'
import { voidInvoice } from '../../catalog/invoices/void.ts'
import { newRecurring, newSegment, ofCustomer } from '../../catalog/testing/balances.ts'
import { addProduct, addRateCard, newContract, newRate } from '../../catalog/testing/fixtures.ts'
import { addRates } from '../../catalog/rates/add-many.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { computeDrafts } from './compute-drafts.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import { computeBatch, finalizeBatch } from '../batch/finalize-batch.ts'
import { openRunBook } from '../batch/open-batch.ts'
import { finalizeDue } from '../life-cycle/finalize.ts'
import { balanceOf } from '../ledger/current-balance.ts'
import { readAccount } from '../ledger/read-account.ts'
import { regenerateInvoice } from '../life-cycle/regenerate.ts'
import { openHierarchyDesk } from '../testing/hierarchy.ts'

const AUGUST = at('2024-08-01T00:00:00Z')
const august = (amount: number) => ({
  creditTypeId: null,
  segments: [newSegment('2024-08-01T00:00:00Z', '2024-09-01T00:00:00Z', amount)],
})

/** A parent with a commit of 300 for August, and two children; each of the three is charged 200 on 1 August. */
async function openDesk(childAccess: ChildAccess = { type: 'ALL' }, changes: Partial<NewContract> = {}) {
  const desk = await openHierarchyDesk()
  const { scope, sign, sharedCommit, onOwnInvoice: subscriptions, totals } = desk
  const commits = [sharedCommit({ access: august(300), childAccess })]
  const parent = await sign('Acme', { subscriptions, commits, ...changes })
  const berlin = await sign('Berlin', { subscriptions }, parent)
  const oslo = await sign('Oslo', { subscriptions }, parent)
  const all = [parent, berlin, oslo]
  const finalize = ({ customerId }: Contract) => finalizeDue(scope, customerId)
  const draftTotals = async ({ customerId }: Contract) => {
    const heads = await draftHeads(scope, customerId)
    const isDue = ({ dueAt }: (typeof heads)[number]) => dueAt === AUGUST
    const { drafts } = await computeDrafts(scope, [customerId], heads, isDue)
    return drafts.map(({ invoice }) => invoice.total.toNumber())
  }
  const ofAll = async (read: (contract: Contract) => Promise<number[]>) =>
    (await Promise.all(all.map(read))).flat()
  const entries = async () =>
    (await findLedgerEntries(scope, [parent.customerId])).map(({ type, contractId, amount }) => [
      type,
      all.findIndex(({ id }) => id === contractId),
      amount.toNumber(),
    ])
  return { ...desk, parent, berlin, oslo, all, finalize, draftTotals, ofAll, entries, totals }
}

describe('a commit that a parent shares', () => {
  it('is drawn by one contract after the other, whichever is asked for', async () => {
    const { oslo, draftTotals, ofAll } = await openDesk()
    // 300 less 200 of Acme leave 100 of 200 for Berlin, and nothing for Oslo.
    expect(await draftTotals(oslo)).toEqual([200])
    expect(await ofAll(draftTotals)).toEqual([0, 100, 200])
  })

  it('is spent once, however many finalize at once', async () => {
    const { all, finalize, totals, ofAll, entries } = await openDesk()
    const runs = await Promise.all([...all, ...all].map(finalize))
    expect(runs.flat()).toHaveLength(3)
    expect(await ofAll(totals)).toEqual([0, 100, 200])
    expect(new Set(await entries())).toEqual(
      new Set([
        ['DEDUCTION', 0, -200],
        ['DEDUCTION', 1, -100],
      ]),
    )
  })

  it('is spent once, and by all, where many invoices are made anew at once', async () => {
    const desk = await openHierarchyDesk()
    const { scope, setNow, sign, sharedCommit, onUsageInvoice: subscriptions, totals } = desk
    const segments = [newSegment('2024-08-01T00:00:00Z', '2025-08-01T00:00:00Z', 5000)]
    const commits = [sharedCommit({ access: { creditTypeId: null, segments } })]
    const parent = await sign('Acme', { subscriptions, commits })
    const others = await Promise.all(['Berlin', 'Oslo'].map((name) => sign(name, { subscriptions }, parent)))
    const all = [parent, ...others]
    setNow(at('2025-04-02T00:00:00Z'))
    for (const { customerId } of all) await finalizeDue(scope, customerId)
    const ids = (await Promise.all(all.map(({ customerId }) => findInvoices(scope, customerId))))
      .flat()
      .map(({ id }) => id)
    for (const id of ids) await voidInvoice(scope, id)
    await Promise.all(ids.map((id) => regenerateInvoice(scope, id)))
    // Eight months of 200 for each of three: 4,800 of 5,000.
    const made = (await Promise.all(all.map(totals))).flat()
    expect(made).toEqual(Array.from({ length: 24 }, () => 0))
  })

  it('is drawn in a batch as by each alone, also where a relative is in another batch, or fails', async () => {
    const { scope, file, parent, berlin, oslo, totals, ofAll } = await openDesk()
    const now = scope.clock.now()
    const book = openRunBook()
    const { invoices } = await computeBatch(scope, book, [oslo.customerId, parent.customerId], now)
    expect(invoices.map(({ total }) => total.toNumber())).toEqual([0, 200])
    file.exec(`CREATE TRIGGER refuse BEFORE INSERT ON invoices WHEN NEW.customer_id = '${berlin.customerId}'
      BEGIN SELECT RAISE(ABORT, 'not this one'); END`)
    const ids = [berlin, oslo, parent].map(({ customerId }) => customerId)
    const report = await finalizeBatch(scope, book, ids, now)
    expect(report.failures).toMatchObject([{ customerId: berlin.customerId }])
    file.exec('DROP TRIGGER refuse')
    // What Berlin's draft takes was left for it.
    expect(await ofAll(totals)).toEqual([0, 200])
    await finalizeBatch(scope, book, ids, now)
    expect(await ofAll(totals)).toEqual([0, 100, 200])
  })

  it('is drawn in a batch by those who come before one that cannot be computed', async () => {
    const desk = await openHierarchyDesk()
    const { scope, setNow, sign, sharedCommit, onUsageInvoice: subscriptions, totals } = desk
    const parent = await sign('Acme', { subscriptions, commits: [sharedCommit({ access: august(500) })] })
    const berlin = await sign('Berlin', { subscriptions }, parent)
    // Its usage is metered, and there is no warehouse to ask.
    const metered = await addRateCard(scope)
    await addRates(scope, metered.id, [newRate((await addProduct(scope)).id)])
    const oslo = await sign('Oslo', { rateCardId: metered.id }, parent)
    const paris = await sign('Paris', { subscriptions }, parent)
    setNow(at('2024-09-02T00:00:00Z'))
    const all = [oslo, paris, parent, berlin]
    const ids = all.map(({ customerId }) => customerId)
    const { failures } = await finalizeBatch(scope, openRunBook(), ids, scope.clock.now())
    // Of 500 some 100 are left, and what of it is left for Paris is not known before Oslo's is.
    const failed = new Set(failures.map(({ customerId }) => customerId))
    expect(failed).toEqual(new Set([oslo.customerId, paris.customerId]))
    expect(await Promise.all([parent, berlin].map(totals))).toEqual([[0], [0]])
  })

  it('is for those children that are named, and for none unless it is said', async () => {
    const none = await openDesk({ type: 'NONE' })
    expect(await none.ofAll(none.draftTotals)).toEqual([0, 200, 200])
    const { scope, sharedCommit, parent, oslo, ofAll, draftTotals } = none
    const childAccess = { type: 'CONTRACT_IDS', contractIds: [oslo.id] } as const
    const commit = sharedCommit({ access: august(250), childAccess })
    const applicableContractIds = [parent.id]
    await createCustomerBalance(scope, ofCustomer(parent.customerId, commit, { applicableContractIds }))
    // With a priority of its own it is first, for Acme too, and 50 of 250 are left for Oslo.
    expect(await ofAll(draftTotals)).toEqual([0, 200, 150])
  })

  it('of a customer is for the children of those contracts alone that it is for', async () => {
    const { scope, sharedCommit, parent, ofAll, draftTotals } = await openDesk({ type: 'NONE' })
    const other = await createContract(scope, newContract(parent.customerId))
    const commit = sharedCommit({ access: august(250) })
    const applicableContractIds = [other.id]
    await createCustomerBalance(scope, ofCustomer(parent.customerId, commit, { applicableContractIds }))
    expect(await ofAll(draftTotals)).toEqual([0, 200, 200])
  })

  it('leaves its children more to share with those of their own', async () => {
    const desk = await openHierarchyDesk()
    const { scope, sign, sharedCommit, onOwnInvoice: subscriptions } = desk
    const commits = [sharedCommit({ access: august(300), priority: new Decimal(1) })]
    const parent = await sign('Acme', { subscriptions, commits })
    const { customerId } = await sign('Berlin', { subscriptions }, parent)
    const own = sharedCommit({ access: august(150) })
    await createCustomerBalance(scope, ofCustomer(customerId, own, { priority: new Decimal(2) }))
    const second = await createContract(scope, newContract(customerId))
    const oslo = await sign('Oslo', { subscriptions }, second)
    const heads = await draftHeads(scope, oslo.customerId)
    const { drafts } = await computeDrafts(scope, [oslo.customerId], heads, ({ dueAt }) => dueAt === AUGUST)
    // Acme leaves 100 of 300 to Berlin, which takes 100 of its own 150: 50 are left for Oslo's 200.
    expect(drafts.map(({ invoice }) => invoice.total.toNumber())).toEqual([150])
  })

  it('can be drawn while the contract of the parent runs', async () => {
    // The commit is for August and September, and Acme's contract ends with August: Berlin's September is its own.
    const desk = await openHierarchyDesk()
    const { scope, setNow, sign, sharedCommit, onOwnInvoice: subscriptions, totals } = desk
    const segments = [newSegment('2024-08-01T00:00:00Z', '2024-10-01T00:00:00Z', 1000)]
    const commits = [sharedCommit({ access: { creditTypeId: null, segments } })]
    const parent = await sign('Acme', { endingBefore: at('2024-09-01T00:00:00Z'), commits })
    const berlin = await sign('Berlin', { subscriptions }, parent)
    setNow(at('2024-09-01T00:00:00Z'))
    await finalizeDue(scope, berlin.customerId)
    expect(await totals(berlin)).toEqual([0, 200])
  })

  it('of a recurring one is shared as well', async () => {
    const desk = await openHierarchyDesk()
    const { scope, setup, sign, onOwnInvoice: subscriptions, totals } = desk
    // 50 for August.
    const recurringCredits = [newRecurring(setup.id, { childAccess: { type: 'ALL' } })]
    const parent = await sign('Acme', { recurringCredits })
    const berlin = await sign('Berlin', { subscriptions }, parent)
    await finalizeDue(scope, berlin.customerId)
    expect(await totals(berlin)).toEqual([150])
  })

  it('is shared with the children of a renewal as far as it is carried over', async () => {
    const desk = await openHierarchyDesk()
    const { scope, setNow, sign, sharedCommit, onUsageInvoice: subscriptions, totals } = desk
    const SEPTEMBER = at('2024-09-01T00:00:00Z')
    const commits = [sharedCommit({ access: august(300), rolloverFraction: new Decimal(1) })]
    const old = await sign('Acme', { commits, endingBefore: SEPTEMBER })
    const { customerId } = old
    const transition = { fromContractId: old.id, isTrueupRemoved: false }
    const renewal = await createContract(
      scope,
      newContract(customerId, { startingAt: SEPTEMBER, transition }),
    )
    const september = { startingAt: SEPTEMBER, endingBefore: at('2024-10-01T00:00:00Z') }
    const berlin = await sign('Berlin', { subscriptions, ...september }, renewal)
    setNow(at('2024-10-02T00:00:00Z'))
    await finalizeDue(scope, berlin.customerId)
    // Nothing of 300 was drawn in August, so that 200 of it cover Berlin's September.
    expect(await totals(berlin)).toEqual([0])
    const account = await readAccount(scope, customerId)
    expect(account.balances.map((balance) => balanceOf(account, balance).toNumber())).toEqual([0, 100])
  })

  it('has in its ledger what children drew, as a draft, as final, and given back', async () => {
    const { scope, parent, berlin, finalize, totals, entries } = await openDesk()
    const left = async () => {
      const account = await readAccount(scope, parent.customerId)
      return account.balances.map((balance) => balanceOf(account, balance).toNumber())
    }
    expect(await left()).toEqual([0])
    await finalize(parent)
    await finalize(berlin)
    expect(await left()).toEqual([0])
    const [invoice] = await findInvoices(scope, berlin.customerId)
    await voidInvoice(scope, invoice?.id ?? '')
    await regenerateInvoice(scope, invoice?.id ?? '')
    expect(await totals(berlin)).toEqual([100])
    expect(await entries()).toEqual([
      ['DEDUCTION', 0, -200],
      ['DEDUCTION', 1, -100],
      ['CANCELED', 1, 100],
      ['DEDUCTION', 1, -100],
    ])
    // Berlin has nothing of its own.
    expect((await readAccount(scope, berlin.customerId)).movements).toEqual([])
  })
})
