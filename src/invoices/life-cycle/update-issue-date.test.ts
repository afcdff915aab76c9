import { describe, expect, it } from 'vitest'
import { editBalance } from '../../catalog/balances/edit.ts'
import { MONTHLY_STATEMENTS } from '../../catalog/contracts/usage-statement-schedule.ts'
import { findLedgerEntries } from '../../catalog/invoices/find-ledger-entries.ts'
import { findInvoices } from '../../catalog/invoices/find.ts'
import { voidInvoice } from '../../catalog/invoices/void.ts'
import {
  addCustomerBalance,
  newCommit,
  newInvoice,
  newSegment,
  ofCustomer,
} from '../../catalog/testing/balances.ts'
import { newCharge, newItem, newSubscription, openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { addInvoice } from '../../catalog/testing/invoices.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { refusalOf } from '../../catalog/testing/refusal.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { readInvoice } from '../document/document.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import { finalizeDue } from './finalize.ts'
import { getInvoice } from '../reading/get.ts'
import { usageHeadId } from '../heads/invoice-heads.ts'
import { listInvoices } from '../reading/list.ts'
import { regenerateInvoice } from './regenerate.ts'
import { updateIssueDate } from './update-issue-date.ts'
import { openHierarchyDesk } from '../testing/hierarchy.ts'
import { unmeteredScope } from '../testing/unmetered-scope.ts'

const day = (text: string) => at(`${text}T00:00:00Z`)

/** A POSTPAID commit of August, to be trued up on 1 September. */
const postpaidOfAugust = () => ({
  type: 'POSTPAID' as const,
  access: { creditTypeId: null, segments: [newSegment('2024-08-01T00:00:00Z', '2024-09-01T00:00:00Z')] },
  invoice: newInvoice([newItem('2024-09-01T00:00:00Z')]),
})

/** A contract without usage until October, and charges of 1,000 on 1 and on 20 September; it is noon on 15 August. */
async function openDesk() {
  const { scope: catalogScope, customer, setup, seats, sign } = await openDealDesk()
  const scope = unmeteredScope(catalogScope)
  const items = [newItem('2024-09-01T00:00:00Z'), newItem('2024-09-20T00:00:00Z')]
  const charge = newCharge(setup.id, { items })
  const endingBefore = day('2024-10-01')
  const drafts = async () =>
    (await draftHeads(scope, customer.id)).toSorted((a, b) => a.issuedAt - b.issuedAt)
  const dates = async () => (await drafts()).map(({ issuedAt }) => formatInstant(issuedAt).slice(0, 10))
  const finalized = async () => {
    await finalizeDue(scope, customer.id)
    return (await findInvoices(scope, customer.id)).map(({ issuedAt }) =>
      formatInstant(issuedAt).slice(0, 10),
    )
  }
  const signCharges = () => sign({ rateCardId: null, scheduledCharges: [charge], endingBefore })
  return {
    scope,
    setNow: (now: number) => catalogScope.setNow(now),
    customer,
    setup,
    seats,
    sign,
    signCharges,
    drafts,
    dates,
    finalized,
  }
}

describe('moving the issue of a draft', () => {
  it('moves that invoice alone: in lists, by itself, and in what is due', async () => {
    const { scope, setNow, customer, signCharges, drafts, dates, finalized } = await openDesk()
    await signCharges()
    const [first] = await drafts()
    const id = first?.id ?? ''
    await updateIssueDate(scope, id, day('2024-09-25'))
    expect(await dates()).toEqual(['2024-09-20', '2024-09-25'])
    const page = { isNewestFirst: false, limit: 10, cursor: undefined }
    const { invoices } = await listInvoices(scope, customer.id, page)
    expect(invoices.map((invoice) => invoice.id)[1]).toBe(id)
    expect((await getInvoice(scope, customer.id, id)).issuedAt).toBe(day('2024-09-25'))
    setNow(day('2024-09-24'))
    expect(await finalized()).toEqual(['2024-09-20'])
    setNow(day('2024-09-25'))
    expect(await finalized()).toEqual(['2024-09-20', '2024-09-25'])
  })

  it('can bring it forward, also to what is past, and again', async () => {
    const { scope, signCharges, drafts, finalized } = await openDesk()
    await signCharges()
    const [first] = await drafts()
    await updateIssueDate(scope, first?.id ?? '', day('2024-09-10'))
    await updateIssueDate(scope, first?.id ?? '', day('2024-08-10'))
    expect(await finalized()).toEqual(['2024-08-10'])
  })

  it('changes nothing of what is charged or drawn, nor when it counts as drawn', async () => {
    const { scope, customer, setup, seats, sign, drafts, finalized } = await openDesk()
    const placement = { invoicePlacement: 'ON_SCHEDULED_INVOICE' } as const
    await sign({
      subscriptions: [newSubscription(seats.id, placement)],
      usageStatementSchedule: { ...MONTHLY_STATEMENTS, invoiceGenerationStartingAt: day('2025-01-01') },
    })
    const segments = [newSegment('2024-09-01T00:00:00Z', '2024-10-01T00:00:00Z', 150)]
    const commit = newCommit(setup.id, { access: { creditTypeId: null, segments }, invoice: null })
    await addCustomerBalance(scope, ofCustomer(customer.id, commit))
    const september = (await drafts()).find(({ agreedAt }) => agreedAt === day('2024-09-01'))
    await updateIssueDate(scope, september?.id ?? '', day('2024-08-14'))
    await finalized()
    const stored = (await findInvoices(scope, customer.id)).find(({ id }) => id === september?.id)
    if (stored === undefined) throw new Error('September was not finalized')
    // 10 seats at 20 are 200, of which the commit of September pays 150, though it is August.
    expect(readInvoice(stored).total.toNumber()).toBe(50)
    const entries = await findLedgerEntries(scope, [customer.id])
    expect(entries.map(({ effectiveAt }) => effectiveAt)).toEqual([day('2024-09-01')])
  })

  it('holds for the invoice that is made again', async () => {
    const { scope, customer, signCharges, drafts, finalized } = await openDesk()
    await signCharges()
    const [first] = await drafts()
    const id = first?.id ?? ''
    await updateIssueDate(scope, id, day('2024-08-10'))
    await finalized()
    await voidInvoice(scope, id)
    const again = await getInvoice(scope, customer.id, await regenerateInvoice(scope, id))
    expect(again.issuedAt).toBe(day('2024-08-10'))
  })

  it('lets the true-up wait for usage that is issued later, but not for that of other commits', async () => {
    const { scope, setup, sign, drafts } = await openDesk()
    await sign({ commits: [newCommit(setup.id, postpaidOfAugust())] })
    await sign({})
    const [mine, others] = (await drafts()).filter(({ type }) => type === 'USAGE')
    const dueAt = async () => (await drafts()).find(({ trueup }) => trueup !== null)?.dueAt
    await updateIssueDate(scope, others?.id ?? '', day('2024-09-20'))
    expect(await dueAt()).toBe(day('2024-09-02'))
    await updateIssueDate(scope, mine?.id ?? '', day('2024-09-10'))
    expect(await dueAt()).toBe(day('2024-09-10'))
  })

  it.each(['ON_USAGE_INVOICE', 'ON_SCHEDULED_INVOICE'] as const)(
    'lets the true-up wait for its own seats, but not for those of other commits, %s',
    async (invoicePlacement) => {
      const { scope, setup, seats, sign, drafts } = await openDesk()
      const subscriptions = [newSubscription(seats.id, { invoicePlacement, collectionSchedule: 'ARREARS' })]
      const others = await sign({ subscriptions })
      await sign({ subscriptions, commits: [newCommit(setup.id, postpaidOfAugust())] })
      // The seats of August are billed as it ends.
      const type = invoicePlacement === 'ON_USAGE_INVOICE' ? 'USAGE' : 'SCHEDULED'
      const ofAugust = (await drafts()).filter((head) => head.type === type && head.trueup === null)
      for (const { id, contract } of ofAugust) {
        await updateIssueDate(scope, id, day(contract.id === others.id ? '2024-10-20' : '2024-09-10'))
      }
      const dueAt = (await drafts()).find(({ trueup }) => trueup !== null)?.dueAt
      expect([ofAugust.length, dueAt]).toEqual([2, day('2024-09-10')])
    },
  )

  it.each(['ON_USAGE_INVOICE', 'ON_SCHEDULED_INVOICE'] as const)(
    'lets the true-up wait for what a subscription charges in advance and is issued later, %s',
    async (invoicePlacement) => {
      const { scope, setup, seats, sign, drafts } = await openDesk()
      const access = {
        creditTypeId: null,
        segments: [newSegment('2024-09-01T00:00:00Z', '2024-09-15T00:00:00Z')],
      }
      await sign({
        commits: [newCommit(setup.id, { ...postpaidOfAugust(), access })],
        subscriptions: [newSubscription(seats.id, { invoicePlacement })],
      })
      // The seats of September draw as it starts, by the usage invoice of August or on that day.
      const type = invoicePlacement === 'ON_USAGE_INVOICE' ? 'USAGE' : 'SCHEDULED'
      const september = (await drafts()).find(
        (head) => head.type === type && head.trueup === null && head.agreedAt >= day('2024-09-01'),
      )
      const dueAt = async () => (await drafts()).find(({ trueup }) => trueup !== null)?.dueAt
      expect(await dueAt()).toBe(day('2024-10-02'))
      await updateIssueDate(scope, september?.id ?? '', day('2024-11-10'))
      expect(await dueAt()).toBe(day('2024-11-10'))
    },
  )

  it('lets a shared commit’s true-up wait for a child’s seats that are issued later', async () => {
    const { scope, sign, sharedCommit, onOwnInvoice } = await openHierarchyDesk()
    const parent = await sign('Acme', { commits: [sharedCommit(postpaidOfAugust())] })
    const berlin = await sign('Berlin', { subscriptions: onOwnInvoice }, parent)
    const august = (await draftHeads(scope, berlin.customerId)).find(({ type }) => type === 'SCHEDULED')
    await updateIssueDate(scope, august?.id ?? '', day('2024-09-10'))
    const trueup = (await draftHeads(scope, parent.customerId)).find((head) => head.trueup !== null)
    expect([august?.agreedAt, trueup?.dueAt]).toEqual([day('2024-08-01'), day('2024-09-10')])
  })

  it('lets a shared commit’s true-up wait for usage of a child that is issued later', async () => {
    const { scope, sign, sharedCommit } = await openHierarchyDesk()
    const parent = await sign('Acme', { commits: [sharedCommit(postpaidOfAugust())] })
    const berlin = await sign('Berlin', {}, parent)
    const [usage] = await draftHeads(scope, berlin.customerId)
    const dueAt = async () =>
      (await draftHeads(scope, parent.customerId)).find(({ trueup }) => trueup !== null)?.dueAt
    expect(await dueAt()).toBe(day('2024-09-02'))
    await updateIssueDate(scope, usage?.id ?? '', day('2024-09-10'))
    expect(await dueAt()).toBe(day('2024-09-10'))
  })

  it('brings no true-up forward that waits for a voided invoice', async () => {
    const { scope, setup, sign, drafts } = await openDesk()
    const contract = await sign({ commits: [newCommit(setup.id, postpaidOfAugust())] })
    const august = { from: day('2024-08-01'), to: day('2024-09-01') }
    const headId = usageHeadId(contract.id, august)
    await voidInvoice(scope, await addInvoice(scope, contract, { headId, period: august }))
    const trueup = async () => (await drafts()).find((head) => head.trueup !== null)
    await updateIssueDate(scope, (await trueup())?.id ?? '', day('2024-08-20'))
    expect([(await trueup())?.issuedAt, (await trueup())?.dueAt]).toEqual([day('2024-08-20'), Infinity])
  })

  it.each(['2024-09-01', '2024-09-20'])(
    'lets no true-up be made anew before what may draw on its commit and is issued later, agreed for %s by now',
    async (agreed) => {
      const { scope, setNow, sign, sharedCommit } = await openHierarchyDesk()
      const commits = [sharedCommit(postpaidOfAugust())]
      const parent = await sign('Acme', { rateCardId: null, commits })
      setNow(day('2024-09-02'))
      const [trueup] = await finalizeDue(scope, parent.customerId)
      const id = trueup?.invoice.id ?? ''
      await voidInvoice(scope, id)
      const commit = trueup?.head.trueup
      const put = { timestamp: day(agreed), amount: null, unitPrice: null, quantity: null }
      const itemUpdates = (commit?.terms.invoice?.items ?? []).map((item) => ({ id: item.id, ...put }))
      const ref = { kind: 'commit', customerId: parent.customerId, id: commit?.id ?? '' } as const
      await editBalance(scope, ref, { invoice: { addedItems: [], itemUpdates, removedItemIds: [] } })
      const berlin = await sign('Berlin', {}, parent)
      const [usage] = await draftHeads(scope, berlin.customerId)
      await updateIssueDate(scope, usage?.id ?? '', day('2024-09-10'))
      const { message } = await refusalOf(regenerateInvoice(scope, id))
      expect(message).toContain('what may draw on it is final on 2024-09-10T00:00:00.000Z')
      setNow(day('2024-09-10'))
      await finalizeDue(scope, berlin.customerId)
      await regenerateInvoice(scope, id)
    },
  )

  it('is refused after the contract’s end, before usage is over, and where it is no draft', async () => {
    const { scope, sign, signCharges, drafts, finalized } = await openDesk()
    await signCharges()
    const [first] = await drafts()
    const id = first?.id ?? ''
    const messageOf = async (invoiceId: string, date: string) =>
      (await refusalOf(updateIssueDate(scope, invoiceId, at(date)))).message
    expect(await messageOf(id, '2024-10-01T00:00:00.001Z')).toBe(
      "issue_date: must not be after the contract's end, 2024-10-01T00:00:00.000Z",
    )
    await updateIssueDate(scope, id, day('2024-10-01'))
    await updateIssueDate(scope, id, day('2024-08-15'))
    await finalized()
    expect(await messageOf(id, '2024-09-02T00:00:00Z')).toBe(
      `invoice_id: invoice ${id} is final; only a draft's issue date can be changed`,
    )
    await voidInvoice(scope, id)
    expect(await messageOf(id, '2024-09-02T00:00:00Z')).toMatch(/^invoice_id: /)
    await sign({})
    const usage = (await drafts()).find(({ type }) => type === 'USAGE')
    expect(await messageOf(usage?.id ?? '', '2024-08-31T23:00:00Z')).toBe(
      'issue_date: must not be before the end of the billing period, 2024-09-01T00:00:00.000Z',
    )
    expect(await messageOf('none', '2024-09-02T00:00:00Z')).toBe('invoice_id: invoice none was not found')
  })
})
