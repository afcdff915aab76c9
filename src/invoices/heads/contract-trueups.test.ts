import { describe, expect, it } from 'vitest'
import { addManualLedgerEntry } from '../../catalog/balances/add-ledger-entry.ts'
import { archiveOneBalance } from '../../catalog/balances/archive-one.ts'
import { createCustomerBalance } from '../../catalog/balances/create.ts'
import { disableTrueup } from '../../catalog/balances/disable-trueup.ts'
import { editBalance } from '../../catalog/balances/edit.ts'
import { findBalances } from '../../catalog/balances/find.ts'
import type { NewBalance } from '../../catalog/balances/new-balance.ts'
import { archiveContract } from '../../catalog/contracts/archive.ts'
import { editContract } from '../../catalog/contracts/edit.ts'
import { updateContractEndDate } from '../../catalog/contracts/update-end-date.ts'
import { addRates } from '../../catalog/rates/add-many.ts'
import { newCommit, newInvoice, newSegment, ofCustomer } from '../../catalog/testing/balances.ts'
import { newEdit, newItem, newSubscription, openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { flatPrice, newRate } from '../../catalog/testing/fixtures.ts'
import { addInvoice } from '../../catalog/testing/invoices.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { findInvoices } from '../../catalog/invoices/find.ts'
import { voidInvoice } from '../../catalog/invoices/void.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { computeDrafts } from '../drafts/compute-drafts.ts'
import { draftHeads } from './draft-heads.ts'
import { finalizeDue } from '../life-cycle/finalize.ts'
import { usageHeadId } from './invoice-heads.ts'
import { isDue } from '../life-cycle/is-due.ts'
import { regenerateInvoice } from '../life-cycle/regenerate.ts'
import { openHierarchyDesk } from '../testing/hierarchy.ts'
import { unmeteredScope } from '../testing/unmetered-scope.ts'

const AUGUST = '2024-08-01T00:00:00Z'
const SEPTEMBER = '2024-09-01T00:00:00Z'
const MONTHLY = {
  frequency: 'MONTHLY',
  day: 'FIRST_OF_MONTH',
  billingAnchorAt: null,
  invoiceGenerationStartingAt: null,
} as const

async function openDesk() {
  const desk = await openDealDesk()
  const { scope, customer, setup } = desk
  /** A commit of 1,000 that is drawn from August until a date, and whose rest is billed on another. */
  const postpaid = (until: string, billedOn: string, doNotInvoice = false) =>
    newCommit(setup.id, {
      type: 'POSTPAID',
      access: { creditTypeId: null, segments: [newSegment(AUGUST, until)] },
      invoice: { ...newInvoice([newItem(billedOn)]), doNotInvoice },
    })
  const trueups = async () => (await draftHeads(scope, customer.id)).filter(({ trueup }) => trueup !== null)
  const shown = async () =>
    (await trueups()).map(({ issuedAt, dueAt }) =>
      [issuedAt, dueAt].map((instant) => formatInstant(instant).slice(5, 10)),
    )
  const commitId = async () => (await findBalances(scope, customer.id))[0]?.id ?? ''

  /** Signs for seats by the quarter from August on, of which more are billed as the next quarter starts. */
  const signQuarterly = async (
    commit: NewBalance,
    invoicePlacement: 'ON_USAGE_INVOICE' | 'ON_SCHEDULED_INVOICE',
  ) => {
    await addRates(scope, desk.card.id, [
      newRate(desk.seats.id, { billingFrequency: 'QUARTERLY', price: flatPrice(60) }),
    ])
    const quarterly = newSubscription(desk.seats.id, { billingFrequency: 'QUARTERLY', invoicePlacement })
    const contract = await desk.sign({
      commits: [commit],
      subscriptions: [{ ...quarterly, isProrated: true, invoiceBehavior: 'BILL_ON_NEXT_COLLECTION_DATE' }],
    })
    const addSeats = async () => {
      const more = { startingAt: at('2024-08-20T00:00:00Z'), quantity: new Decimal(12), quantityDelta: null }
      const id = contract.terms.subscriptions[0]?.id ?? ''
      const update = { id, seatGroupKey: null, quantityUpdates: [more], seatUpdates: [] }
      const ref = { customerId: customer.id, contractId: contract.id }
      await editContract(scope, ref, newEdit({ changes: { subscriptionUpdates: [update] } }))
    }
    return { contract, addSeats }
  }
  return { ...desk, postpaid, trueups, shown, commitId, signQuarterly }
}

describe('a true-up', () => {
  it('is an invoice of its own on its date, and is due once the last usage is final that may draw on it', async () => {
    const { customer, postpaid, sign, trueups, shown } = await openDesk()
    const contract = await sign({ commits: [postpaid(SEPTEMBER, SEPTEMBER)] })
    const [head] = await trueups()
    if (head === undefined) throw new Error('there is no true-up')
    expect(head).toMatchObject({ type: 'SCHEDULED', period: null, items: [], charges: [] })
    expect([head.customer.id, head.contract.id, head.trueup?.type]).toEqual([
      customer.id,
      contract.id,
      'POSTPAID',
    ])
    // August is final a day after its end.
    expect(await shown()).toEqual([['09-01', '09-02']])
    const due = at('2024-09-02T00:00:00Z')
    expect([isDue(head, due - 1), isDue(head, due)]).toEqual([false, true])
  })

  it.each(['ON_USAGE_INVOICE', 'ON_SCHEDULED_INVOICE'] as const)(
    'waits for an increase in its time that is billed as the next quarter starts, %s',
    async (invoicePlacement) => {
      const { postpaid, shown, signQuarterly } = await openDesk()
      const { addSeats } = await signQuarterly(postpaid(SEPTEMBER, SEPTEMBER), invoicePlacement)
      expect(await shown()).toEqual([['09-01', '09-02']])
      await addSeats()
      // The usage invoice of October takes it, or one of its own on the day on which the quarter from August on ends.
      const isOnUsage = invoicePlacement === 'ON_USAGE_INVOICE'
      expect(await shown()).toEqual([['09-01', isOnUsage ? '11-02' : '11-01']])
    },
  )

  it.each([
    [['ON_SCHEDULED_INVOICE'] as const, '11-01'],
    [[], '08-20'],
  ])(
    'waits until its commit is over where no usage is invoiced before, and %j seats are',
    async (placed, due) => {
      const { setup, seats, sign, shown } = await openDesk()
      const segments = [newSegment('2024-10-01T00:00:00Z', '2024-11-01T00:00:00Z')]
      const access = { creditTypeId: null, segments }
      const invoice = newInvoice([newItem('2024-08-20T00:00:00Z')])
      await sign({
        commits: [newCommit(setup.id, { type: 'POSTPAID', access, invoice })],
        subscriptions: placed.map((invoicePlacement) => newSubscription(seats.id, { invoicePlacement })),
        usageStatementSchedule: { ...MONTHLY, invoiceGenerationStartingAt: at('2025-01-01T00:00:00Z') },
      })
      expect(await shown()).toEqual([['08-20', due]])
    },
  )

  it('waits for usage whose invoice is voided and not made anew yet', async () => {
    const { scope, postpaid, sign, trueups } = await openDesk()
    const contract = await sign({ commits: [postpaid(SEPTEMBER, SEPTEMBER)] })
    const august = { from: at(AUGUST), to: at(SEPTEMBER) }
    const bill = () =>
      addInvoice(scope, contract, { headId: usageHeadId(contract.id, august), period: august })
    const isDueEver = async () => (await trueups()).map((head) => isDue(head, at('2099-01-01T00:00:00Z')))
    const first = await bill()
    expect(await isDueEver()).toEqual([true])
    await voidInvoice(scope, first)
    expect(await isDueEver()).toEqual([false])
    await bill()
    expect(await isDueEver()).toEqual([true])
  })

  it('waits for an increase in its time that was made since its usage invoice was voided, which bills it anew', async () => {
    const { scope, postpaid, trueups, signQuarterly } = await openDesk()
    const commit = postpaid(SEPTEMBER, '2024-11-20T00:00:00Z')
    const { contract, addSeats } = await signQuarterly(commit, 'ON_USAGE_INVOICE')
    scope.setNow(at('2024-11-05T00:00:00Z'))
    const october = { from: at('2024-10-01T00:00:00Z'), to: at('2024-11-01T00:00:00Z') }
    const bill = () =>
      addInvoice(scope, contract, { headId: usageHeadId(contract.id, october), period: october })
    const isDueEver = async () => (await trueups()).map((head) => isDue(head, at('2099-01-01T00:00:00Z')))
    await voidInvoice(scope, await bill())
    expect(await isDueEver()).toEqual([true])
    await addSeats()
    expect(await isDueEver()).toEqual([false])
    await bill()
    expect(await isDueEver()).toEqual([true])
  })

  it('waits for voided usage of a period that its contract ends within by now, and for none that ended as the commit began', async () => {
    const { scope, customer, postpaid, sign, trueups } = await openDesk()
    const contract = await sign({ commits: [postpaid(SEPTEMBER, SEPTEMBER)] })
    const waits = async () => (await trueups()).map(({ dueAt }) => dueAt === Infinity)
    const bill = async (from: string, to: string) => {
      const period = { from: at(from), to: at(to) }
      return addInvoice(scope, contract, { headId: usageHeadId(contract.id, period), period })
    }
    await voidInvoice(scope, await bill('2024-07-01T00:00:00Z', AUGUST))
    expect(await waits()).toEqual([false])
    await voidInvoice(scope, await bill(AUGUST, SEPTEMBER))
    const ref = { customerId: customer.id, contractId: contract.id }
    await updateContractEndDate(scope, ref, at('2024-08-20T00:00:00Z'))
    expect(await waits()).toEqual([true])
  })

  it('waits for usage of children only for as long as the contract runs that they are children of', async () => {
    const { scope, sign, sharedCommit } = await openHierarchyDesk()
    const commit = sharedCommit({
      type: 'POSTPAID',
      access: { creditTypeId: null, segments: [newSegment(AUGUST, '2024-12-01T00:00:00Z', 300)] },
      invoice: newInvoice([newItem(SEPTEMBER, { amount: new Decimal(300) })]),
    })
    const parent = await sign('Acme', { commits: [commit], endingBefore: at('2024-09-11T00:00:00Z') })
    await sign('Berlin', {}, parent)
    const heads = await draftHeads(scope, parent.customerId)
    const [trueup] = heads.filter((head) => head.trueup !== null)
    // Berlin's statement of September, with what was used up to the 11th.
    expect(trueup?.finalFrom).toBe(at('2024-10-02T00:00:00Z'))
  })

  it('waits for no voided usage that cannot be made anew, as its contract was archived or ended since', async () => {
    const { scope, customer, postpaid, sign, trueups } = await openDesk()
    const named = await sign({ rateCardId: null })
    const other = await sign()
    const commit = postpaid('2024-10-01T00:00:00Z', SEPTEMBER)
    await createCustomerBalance(scope, ofCustomer(customer.id, commit, { invoiceContractId: named.id }))
    const september = { from: at(SEPTEMBER), to: at('2024-10-01T00:00:00Z') }
    const headId = usageHeadId(other.id, september)
    await voidInvoice(scope, await addInvoice(scope, other, { headId, period: september }))
    const isDueEver = async () => (await trueups()).map((head) => isDue(head, at('2099-01-01T00:00:00Z')))
    const ref = { customerId: customer.id, contractId: other.id }
    expect(await isDueEver()).toEqual([false])
    await updateContractEndDate(scope, ref, at(SEPTEMBER))
    expect(await isDueEver()).toEqual([true])
    await updateContractEndDate(scope, ref, null)
    expect(await isDueEver()).toEqual([false])
    await archiveContract(scope, ref)
    expect(await isDueEver()).toEqual([true])
  })

  it('waits for a voided invoice of a subscription, as long as it is owed and not made anew', async () => {
    const { scope, setNow, sign, sharedCommit, onOwnInvoice: subscriptions } = await openHierarchyDesk()
    const access = { creditTypeId: null, segments: [newSegment(AUGUST, SEPTEMBER, 300)] }
    const commit = sharedCommit({
      type: 'POSTPAID',
      access,
      invoice: newInvoice([newItem(SEPTEMBER, { amount: new Decimal(300) })]),
    })
    const contract = await sign('Acme', { subscriptions, commits: [commit], endingBefore: at(SEPTEMBER) })
    const { id: contractId, customerId } = contract
    const waits = async () =>
      (await draftHeads(scope, customerId)).find(({ trueup }) => trueup !== null)?.dueAt === Infinity
    setNow(at('2024-08-02T00:00:00Z'))
    await finalizeDue(scope, customerId)
    const [seats] = await findInvoices(scope, customerId)
    const seatsId = seats?.id ?? ''
    expect(await waits()).toBe(false)
    await voidInvoice(scope, seatsId)
    expect(await waits()).toBe(true)

    const again = await regenerateInvoice(scope, seatsId)
    expect(await waits()).toBe(false)
    await voidInvoice(scope, again)
    expect(await waits()).toBe(true)
    const none = { startingAt: at(AUGUST), quantity: new Decimal(0), quantityDelta: null }
    const id = contract.terms.subscriptions[0]?.id ?? ''
    const update = { id, seatGroupKey: null, quantityUpdates: [none], seatUpdates: [] }
    const changes = { subscriptionUpdates: [update] }
    await editContract(scope, { customerId, contractId }, newEdit({ changes }))
    expect(await waits()).toBe(false)
  })

  it('waits for a voided usage invoice with what is in advance for its own time', async () => {
    const desk = await openHierarchyDesk()
    const { scope, setNow, sign, sharedCommit, onUsageInvoice, totals } = desk
    const october = '2024-10-01T00:00:00Z'
    const subscriptions = onUsageInvoice.map((one) => ({ ...one, collectionSchedule: 'ADVANCE' as const }))
    const commit = sharedCommit({
      type: 'POSTPAID',
      access: { creditTypeId: null, segments: [newSegment(SEPTEMBER, october, 300)] },
      invoice: newInvoice([newItem(october, { amount: new Decimal(300) })]),
    })
    const contract = await sign('Acme', { subscriptions, commits: [commit], endingBefore: at(october) })
    const { customerId } = contract
    setNow(at('2024-09-02T00:00:00Z'))
    await finalizeDue(scope, customerId)
    // August's, which has the 200 of September's seats, all of them covered.
    const august = (await findInvoices(scope, customerId)).find(({ type }) => type === 'USAGE')?.id ?? ''
    await voidInvoice(scope, august)
    setNow(at('2024-10-05T00:00:00Z'))
    await finalizeDue(scope, customerId)
    // The seats of August on an invoice of their own, and September's usage.
    expect(await totals(contract)).toEqual([200, 0])
    await regenerateInvoice(scope, august)
    await finalizeDue(scope, customerId)
    expect(await totals(contract)).toEqual([200, 0, 200, 100])
  })

  it.each([
    ['on its date where that is later', SEPTEMBER, '2024-09-10T00:00:00Z', null, ['09-10', '09-10']],
    [
      'after the whole period that its access ends in',
      '2024-08-20T00:00:00Z',
      '2024-08-20T00:00:00Z',
      null,
      ['08-20', '09-02'],
    ],
    [
      'after the contract’s last period',
      '2024-12-01T00:00:00Z',
      '2024-08-05T00:00:00Z',
      '2024-08-10T00:00:00Z',
      ['08-05', '08-11'],
    ],
  ])('is due %s', async (_, until, billedOn, end, dates) => {
    const { postpaid, sign, shown } = await openDesk()
    const endingBefore = end === null ? null : at(end)
    await sign({ endingBefore, commits: [postpaid(until, billedOn)] })
    expect(await shown()).toEqual([dates])
  })

  it('is due on its date where no usage invoice is made', async () => {
    const { postpaid, sign, shown } = await openDesk()
    await sign({ rateCardId: null, commits: [postpaid(SEPTEMBER, SEPTEMBER)] })
    const usageStatementSchedule = { ...MONTHLY, invoiceGenerationStartingAt: at('2024-09-01T00:00:00Z') }
    await sign({ usageStatementSchedule, commits: [postpaid(SEPTEMBER, SEPTEMBER)] })
    expect(await shown()).toEqual([
      ['09-01', '09-01'],
      ['09-01', '09-01'],
    ])
  })

  it('of a customer’s commit is billed by the contract that it names, after all that may draw on it', async () => {
    const { scope, customer, postpaid, sign, trueups, shown } = await openDesk()
    const commit = postpaid(SEPTEMBER, SEPTEMBER)
    const named = await sign({ endingBefore: at('2024-08-10T00:00:00Z') })
    const other = await sign({ usageStatementSchedule: { ...MONTHLY, frequency: 'QUARTERLY' } })
    const [invoiceContractId, both] = [named.id, { invoiceContractId: named.id }]
    await createCustomerBalance(scope, ofCustomer(customer.id, commit, both))
    const applicableContractIds = [named.id]
    await createCustomerBalance(
      scope,
      ofCustomer(customer.id, commit, { invoiceContractId, applicableContractIds }),
    )
    expect((await trueups()).map(({ contract }) => contract.id)).toEqual([named.id, named.id])
    // The other's quarter, from its first day in August, ends on 1 November; what only the named one draws on, at its end.
    expect(other.terms.usageStatementSchedule.anchorAt).toBe(at(AUGUST))
    expect(await shown()).toEqual([
      ['09-01', '11-02'],
      ['09-01', '09-01'],
    ])
  })

  it('is none where it is billed elsewhere, disabled, or its commit archived', async () => {
    const { scope, customer, postpaid, sign, shown, commitId } = await openDesk()
    const contract = await sign({ commits: [postpaid(SEPTEMBER, SEPTEMBER, true)] })
    expect(await shown()).toEqual([])
    await archiveOneBalance(scope, { kind: 'commit', customerId: customer.id, id: await commitId() })
    const ids = { customerId: customer.id, amendmentId: null }
    const second = await sign({ commits: [postpaid(SEPTEMBER, SEPTEMBER)] })
    const third = await sign({ commits: [postpaid(SEPTEMBER, SEPTEMBER)] })
    const balances = await findBalances(scope, customer.id)
    const idOf = (contractId: string) => balances.find((one) => one.contractId === contractId)?.id ?? ''
    expect(await shown()).toHaveLength(2)
    await disableTrueup(scope, { ...ids, contractId: second.id, commitId: idOf(second.id) })
    expect(await shown()).toHaveLength(1)
    await archiveOneBalance(scope, { kind: 'commit', customerId: customer.id, id: idOf(third.id) })
    expect(await shown()).toEqual([])
    expect(contract.archivedAt).toBe(null)
  })

  it('bills nothing, and gives nothing back, where more was taken by hand than there is', async () => {
    const { scope: catalogScope, customer, postpaid, sign } = await openDesk()
    const scope = unmeteredScope(catalogScope)
    const { id: contractId } = await sign({ rateCardId: null, commits: [postpaid(SEPTEMBER, SEPTEMBER)] })
    const [commit] = await findBalances(scope, customer.id)
    const [segment] = commit?.terms.access.segments ?? []
    if (commit === undefined || segment === undefined) throw new Error('there is no commit')
    await addManualLedgerEntry(scope, {
      customerId: customer.id,
      contractId,
      balanceId: commit.id,
      segmentId: segment.id,
      amount: new Decimal(-1100),
      reason: 'paid elsewhere',
      effectiveAt: null,
    })
    const heads = await draftHeads(scope, customer.id)
    const { drafts } = await computeDrafts(scope, [customer.id], heads, ({ trueup }) => trueup !== null)
    expect(drafts.map(({ invoice }) => invoice.total.toNumber())).toEqual([0])
  })

  it('is not disabled, nor its date changed, once it is final', async () => {
    const { scope: catalogScope, customer, postpaid, sign, commitId } = await openDesk()
    const scope = unmeteredScope(catalogScope)
    const contract = await sign({ rateCardId: null, commits: [postpaid(SEPTEMBER, SEPTEMBER)] })
    catalogScope.setNow(at(SEPTEMBER))
    const [invoiceId] = (await finalizeDue(scope, customer.id)).map(({ invoice }) => invoice.id)
    const id = await commitId()
    const ref = { customerId: customer.id, contractId: contract.id, amendmentId: null, commitId: id }
    await expect(disableTrueup(scope, ref)).rejects.toThrow(
      `commit_id: finalized invoice ${invoiceId} bills the commit's true-up`,
    )
    const [commit] = await findBalances(scope, customer.id)
    const items = commit?.terms.invoice?.items ?? []
    const moved = { timestamp: at('2024-10-01T00:00:00Z'), amount: null, unitPrice: null, quantity: null }
    const itemUpdates = items.map((item) => ({ id: item.id, ...moved }))
    const update = { invoice: { addedItems: [], itemUpdates, removedItemIds: [] } }
    await expect(editBalance(scope, { kind: 'commit', customerId: customer.id, id }, update)).rejects.toThrow(
      `finalized invoice ${invoiceId} bills schedule item`,
    )
  })

  it('is none from the start of a renewal on that removes it', async () => {
    const { postpaid, sign, shown } = await openDesk()
    const before = '2024-08-31T23:00:00Z'
    const renewed = await sign({ commits: [postpaid(SEPTEMBER, SEPTEMBER), postpaid(SEPTEMBER, before)] })
    const startingAt = at(SEPTEMBER)
    await sign({ startingAt, transition: { fromContractId: renewed.id, isTrueupRemoved: true } })
    expect(await shown()).toEqual([['08-31', '09-02']])
  })

  it('stays where a renewal leaves it', async () => {
    const { postpaid, sign, shown } = await openDesk()
    const renewed = await sign({ commits: [postpaid(SEPTEMBER, SEPTEMBER)] })
    const startingAt = at(SEPTEMBER)
    await sign({ startingAt, transition: { fromContractId: renewed.id, isTrueupRemoved: false } })
    expect(await shown()).toEqual([['09-01', '09-02']])
  })
})
