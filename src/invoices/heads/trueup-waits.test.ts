import { describe, expect, it } from 'vitest'
import { createCustomerBalance } from '../../catalog/balances/create.ts'
import { archiveContract } from '../../catalog/contracts/archive.ts'
import { editContract } from '../../catalog/contracts/edit.ts'
import { updateContractEndDate } from '../../catalog/contracts/update-end-date.ts'
import { newCommit, newInvoice, newSegment, ofCustomer } from '../../catalog/testing/balances.ts'
import { newEdit, newItem, newSubscription } from '../../catalog/testing/contract-terms.ts'
import { addInvoice } from '../../catalog/testing/invoices.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { findInvoices } from '../../catalog/invoices/find.ts'
import { voidInvoice } from '../../catalog/invoices/void.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { draftHeads } from './draft-heads.ts'
import { finalizeDue } from '../life-cycle/finalize.ts'
import { usageHeadId } from './invoice-heads.ts'
import { isDue } from '../life-cycle/is-due.ts'
import { regenerateInvoice } from '../life-cycle/regenerate.ts'
import { openHierarchyDesk } from '../testing/hierarchy.ts'
import { MONTHLY_STATEMENTS } from '../../catalog/contracts/usage-statement-schedule.ts'
import { AUGUST, openTrueupDesk } from '../testing/trueup-desk.ts'

const SEPTEMBER = '2024-09-01T00:00:00Z'

describe('a true-up', () => {
  it.each(['ON_USAGE_INVOICE', 'ON_SCHEDULED_INVOICE'] as const)(
    'waits for an increase in its time that is billed as the next quarter starts, %s',
    async (invoicePlacement) => {
      const { postpaid, shown, signQuarterly } = await openTrueupDesk()
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
      const { setup, seats, sign, shown } = await openTrueupDesk()
      const segments = [newSegment('2024-10-01T00:00:00Z', '2024-11-01T00:00:00Z')]
      const access = { creditTypeId: null, segments }
      const invoice = newInvoice([newItem('2024-08-20T00:00:00Z')])
      await sign({
        commits: [newCommit(setup.id, { type: 'POSTPAID', access, invoice })],
        subscriptions: placed.map((invoicePlacement) => newSubscription(seats.id, { invoicePlacement })),
        usageStatementSchedule: {
          ...MONTHLY_STATEMENTS,
          invoiceGenerationStartingAt: at('2025-01-01T00:00:00Z'),
        },
      })
      expect(await shown()).toEqual([['08-20', due]])
    },
  )

  it('waits for no usage invoice that starts as the seats of before are due, which none bills', async () => {
    const { scope, seats, postpaid, sign, shown } = await openTrueupDesk()
    const placement = { invoicePlacement: 'ON_USAGE_INVOICE', collectionSchedule: 'ARREARS' } as const
    const contract = await sign({
      commits: [postpaid(SEPTEMBER, '2024-08-20T00:00:00Z')],
      subscriptions: [newSubscription(seats.id, placement)],
      usageStatementSchedule: { ...MONTHLY_STATEMENTS, invoiceGenerationStartingAt: at(SEPTEMBER) },
    })
    scope.setNow(at('2024-09-05T00:00:00Z'))
    expect(await shown()).toEqual([['08-20', '09-01']])
    const september = { from: at(SEPTEMBER), to: at('2024-10-01T00:00:00Z') }
    const headId = usageHeadId(contract.id, september)
    await voidInvoice(scope, await addInvoice(scope, contract, { headId, period: september }))
    expect(await shown()).toEqual([['08-20', '09-01']])
  })

  it('waits for usage whose invoice is voided and not made anew yet', async () => {
    const { scope, postpaid, sign, trueups } = await openTrueupDesk()
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
    const { scope, postpaid, trueups, signQuarterly } = await openTrueupDesk()
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

  it('waits for no voided usage that was made anew for a shorter time, where its contract is longer again', async () => {
    const { scope, seats, postpaid, sign, shown } = await openTrueupDesk()
    const placement = { invoicePlacement: 'ON_USAGE_INVOICE', collectionSchedule: 'ARREARS' } as const
    const subscriptions = [newSubscription(seats.id, placement)]
    const contract = await sign({ commits: [postpaid(SEPTEMBER, SEPTEMBER)], subscriptions })
    const bill = (to: string) => {
      const period = { from: at(AUGUST), to: at(to) }
      return addInvoice(scope, contract, { headId: usageHeadId(contract.id, period), period })
    }
    await voidInvoice(scope, await bill(SEPTEMBER))
    await bill('2024-08-20T00:00:00Z')
    // The seats of August are billed with the rest of it.
    expect(await shown()).toEqual([['09-01', '09-02']])
  })

  it('waits for no voided usage invoice over an increase that another bills', async () => {
    const { scope, postpaid, shown, signQuarterly } = await openTrueupDesk()
    const commit = postpaid(SEPTEMBER, '2024-11-20T00:00:00Z')
    const { contract, addSeats } = await signQuarterly(commit, 'ON_SCHEDULED_INVOICE')
    await addSeats()
    scope.setNow(at('2024-11-05T00:00:00Z'))
    const october = { from: at('2024-10-01T00:00:00Z'), to: at('2024-11-01T00:00:00Z') }
    const headId = usageHeadId(contract.id, october)
    await voidInvoice(scope, await addInvoice(scope, contract, { headId, period: october }))
    expect(await shown()).toEqual([['11-20', '11-20']])
  })

  it('waits for no voided usage of another contract, though seats of its own are due then', async () => {
    const { scope, postpaid, sign, shown, signQuarterly } = await openTrueupDesk()
    const { addSeats } = await signQuarterly(postpaid(SEPTEMBER, SEPTEMBER), 'ON_USAGE_INVOICE')
    await addSeats()
    const other = await sign()
    const october = { from: at('2024-10-01T00:00:00Z'), to: at('2024-11-01T00:00:00Z') }
    const headId = usageHeadId(other.id, october)
    await voidInvoice(scope, await addInvoice(scope, other, { headId, period: october }))
    expect(await shown()).toEqual([['09-01', '11-02']])
  })

  it('waits for voided usage of a period that its contract ends within by now, and for none that ended as the commit began', async () => {
    const { scope, customer, postpaid, sign, trueups } = await openTrueupDesk()
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
    const { scope, customer, postpaid, sign, trueups } = await openTrueupDesk()
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

  it('waits no more for usage that is final, and can be made anew after it', async () => {
    const { scope, setNow, sign, sharedCommit, onUsageInvoice, totals } = await openHierarchyDesk()
    const access = { creditTypeId: null, segments: [newSegment(AUGUST, SEPTEMBER, 300)] }
    const invoice = newInvoice([newItem(SEPTEMBER, { amount: new Decimal(300) })])
    const commits = [sharedCommit({ type: 'POSTPAID', access, invoice })]
    const contract = await sign('Acme', { subscriptions: onUsageInvoice, commits })
    setNow(at('2024-09-02T00:00:00Z'))
    const trueup = (await finalizeDue(scope, contract.customerId)).find(({ head }) => head.trueup !== null)
    const id = trueup?.invoice.id ?? ''
    await voidInvoice(scope, id)
    await regenerateInvoice(scope, id)
    expect(await totals(contract)).toEqual([200, 100])
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
})
