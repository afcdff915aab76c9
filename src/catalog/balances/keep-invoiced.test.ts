import { describe, expect, it } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { editContract } from '../contracts/edit.ts'
import { voidInvoice } from '../invoices/void.ts'
import { accessUpdate, newCommit, newInvoice, newSegment } from '../testing/balances.ts'
import { newEdit, newItem, openDealDesk } from '../testing/contract-terms.ts'
import { addInvoice } from '../testing/invoices.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { addManualLedgerEntry } from './add-ledger-entry.ts'
import type { BalanceUpdate } from './balance-update.ts'
import { editBalance } from './edit.ts'
import { findBalances } from './find.ts'
import { updateBalanceEndDate } from './update-end-date.ts'

const AUGUST = '2024-08-01T00:00:00Z'
const MID_AUGUST = '2024-08-15T00:00:00Z'
const SEPTEMBER = '2024-09-01T00:00:00Z'
const OCTOBER = '2024-10-01T00:00:00Z'
const DECEMBER = '2024-12-01T00:00:00Z'

/** A commit of 1,000 from August on and twice 500 from October on, until December, paid on 1 August and 1 September. */
async function openCommit() {
  const desk = await openDealDesk()
  const { scope, customer, setup } = desk
  const autumn = newSegment(OCTOBER, DECEMBER, 500)
  const segments = [newSegment(AUGUST, DECEMBER), autumn, autumn]
  const invoice = newInvoice([newItem(AUGUST), newItem(SEPTEMBER)])
  const commit = newCommit(setup.id, { access: { creditTypeId: null, segments }, invoice })
  const contract = await desk.sign({ commits: [commit] })
  const [balance] = await findBalances(scope, customer.id)
  const [first, second] = balance?.terms.access.segments ?? []
  const [paid, unpaid] = balance?.terms.invoice?.items ?? []
  if (!balance || !first || !second || !paid || !unpaid) throw new Error('there is no such commit')
  const ref = { kind: 'commit', customerId: customer.id, id: balance.id } as const
  const edit = (update: BalanceUpdate) => editBalance(scope, ref, update)
  /** The usage invoice of August, or of a part of it, which drew so much on the first segment. */
  const drawInAugust = (amount: number | string, from = AUGUST, to = SEPTEMBER) =>
    addInvoice(scope, contract, {
      period: { from: at(from), to: at(to) },
      draws: [{ balanceId: balance.id, segmentId: first.id, amount }],
    })
  const segmentUpdate = (
    id: string,
    changes: { amount?: number; startingAt?: string; endingBefore?: string },
  ) =>
    accessUpdate({
      updates: [
        {
          id,
          amount: changes.amount === undefined ? null : new Decimal(changes.amount),
          startingAt: changes.startingAt === undefined ? null : at(changes.startingAt),
          endingBefore: changes.endingBefore === undefined ? null : at(changes.endingBefore),
        },
      ],
    })
  return { ...desk, contract, balance, ref, first, second, paid, unpaid, edit, drawInAugust, segmentUpdate }
}

describe('what finalized invoices have drawn', () => {
  it('can be lowered to, and no further', async () => {
    const { first, second, edit, drawInAugust, segmentUpdate } = await openCommit()
    await drawInAugust('300.5', AUGUST, MID_AUGUST)
    await drawInAugust(100, MID_AUGUST, SEPTEMBER)
    const lowered = (amount: number) => segmentUpdate(first.id, { amount })
    const refusal = await refusalOf(edit(lowered(400)))
    expect([refusal.kind, refusal.message]).toEqual([
      'invalid',
      'access_schedule.update_schedule_items.0.amount: must be at least 400.5, as finalized invoices have drawn 400.5',
    ])
    await edit(lowered(401))
    await edit(segmentUpdate(second.id, { amount: 0 }))
  })

  it('may be what was added by hand', async () => {
    const { scope, customer, contract, balance, first, edit, drawInAugust, segmentUpdate } =
      await openCommit()
    const entry = {
      customerId: customer.id,
      contractId: contract.id,
      balanceId: balance.id,
      segmentId: first.id,
    }
    const amount = new Decimal(200)
    await addManualLedgerEntry(scope, { ...entry, amount, reason: 'goodwill', effectiveAt: null })
    await drawInAugust(1100)
    // 1,100 less 200.
    expect((await refusalOf(edit(segmentUpdate(first.id, { amount: 899 })))).message).toMatch(/at least 900,/)
    await edit(segmentUpdate(first.id, { amount: 900 }))
  })

  it('is no more for what was taken by hand', async () => {
    const { scope, customer, contract, balance, first, edit, drawInAugust, segmentUpdate } =
      await openCommit()
    await addManualLedgerEntry(scope, {
      customerId: customer.id,
      contractId: contract.id,
      balanceId: balance.id,
      segmentId: first.id,
      amount: new Decimal(-500),
      reason: 'paid elsewhere',
      effectiveAt: null,
    })
    await drawInAugust(300)
    await expect(edit(segmentUpdate(first.id, { amount: 300 }))).resolves.toBeUndefined()
  })

  it('may be more than there is, which other changes leave so', async () => {
    const { first, edit, drawInAugust, segmentUpdate } = await openCommit()
    await drawInAugust(1100)
    await expect(edit(segmentUpdate(first.id, { endingBefore: OCTOBER }))).resolves.toBeUndefined()
    await expect(edit(segmentUpdate(first.id, { amount: 1050 }))).resolves.toBeUndefined()
  })

  it('by its own contract is no reason to go on sharing it', async () => {
    const { edit, drawInAugust } = await openCommit()
    await edit({ childAccess: { type: 'ALL' } })
    await drawInAugust(300)
    await expect(edit({ childAccess: { type: 'NONE' } })).resolves.toBeUndefined()
  })

  it('keeps its segment', async () => {
    const { first, second, edit, drawInAugust } = await openCommit()
    await drawInAugust(300)
    const remove = (...removedIds: string[]) => edit(accessUpdate({ removedIds }))
    expect((await refusalOf(remove(second.id, first.id))).message).toBe(
      `access_schedule.remove_schedule_items.1.id: finalized invoices have drawn 300 of schedule item ${first.id}`,
    )
    await remove(second.id)
  })

  it('keeps the time in which it was', async () => {
    const { first, edit, drawInAugust, segmentUpdate } = await openCommit()
    await drawInAugust(300)
    const move = (changes: Parameters<typeof segmentUpdate>[1]) => edit(segmentUpdate(first.id, changes))
    const field = 'access_schedule.update_schedule_items.0.'
    expect((await refusalOf(move({ startingAt: '2024-08-01T01:00:00Z' }))).message).toBe(
      `${field}starting_at: must not be after 2024-08-01T00:00:00.000Z, as finalized invoices have drawn 300 from then on`,
    )
    expect((await refusalOf(move({ endingBefore: '2024-08-31T23:00:00Z' }))).message).toBe(
      `${field}ending_before: must not be before 2024-09-01T00:00:00.000Z, as finalized invoices have drawn 300 until then`,
    )
    await move({ startingAt: '2024-07-01T00:00:00Z', endingBefore: SEPTEMBER })
  })

  it('is not cut off by an earlier end', async () => {
    const { scope, ref, drawInAugust } = await openCommit()
    await drawInAugust(300)
    const end = (date: string) =>
      updateBalanceEndDate(scope, ref, { accessEndingBefore: at(date), invoicesEndingBefore: null })
    expect((await refusalOf(end('2024-08-20T00:00:00Z'))).message).toMatch(
      /^access_ending_before: must not be before 2024-09-01/,
    )
    await end(SEPTEMBER)
  })

  it('is nothing once the invoice is void', async () => {
    const { scope, first, edit, drawInAugust, segmentUpdate } = await openCommit()
    await voidInvoice(scope, await drawInAugust(300))
    await edit(segmentUpdate(first.id, { amount: 0, startingAt: OCTOBER }))
  })

  it('is held to by an edit of the contract as well, of which nothing remains', async () => {
    const { scope, contract, balance, ref, first, drawInAugust, segmentUpdate } = await openCommit()
    await drawInAugust(300)
    const update = segmentUpdate(first.id, { amount: 299 })
    const changes = { name: 'New', commitUpdates: [{ id: balance.id, update }] }
    const contractRef = { customerId: ref.customerId, contractId: contract.id }
    expect((await refusalOf(editContract(scope, contractRef, newEdit({ changes })))).message).toMatch(
      /^update_commits\.0\.access_schedule\.update_schedule_items\.0\.amount: /,
    )
    const versions = await scope.catalog.selectFrom('contract_versions').select('id').execute()
    expect(versions).toHaveLength(1)
  })
})

describe('an item that a finalized invoice bills', () => {
  const changed = (id: string) => ({
    invoice: {
      addedItems: [],
      itemUpdates: [{ id, timestamp: at(OCTOBER), amount: null, unitPrice: null, quantity: null }],
      removedItemIds: [],
    },
  })
  const removed = (id: string) => ({ invoice: { addedItems: [], itemUpdates: [], removedItemIds: [id] } })

  it('is not changed, removed or ended; others are', async () => {
    const { scope, contract, ref, paid, unpaid, edit } = await openCommit()
    const invoiceId = await addInvoice(scope, contract, { chargeIds: [paid.id] })
    const refused = `finalized invoice ${invoiceId} bills schedule item ${paid.id}`
    expect((await refusalOf(edit(changed(paid.id)))).message).toBe(
      `invoice_schedule.update_schedule_items.0.id: ${refused}`,
    )
    expect((await refusalOf(edit(removed(paid.id)))).message).toBe(
      `invoice_schedule.remove_schedule_items.0.id: ${refused}`,
    )
    const end = (date: string) =>
      updateBalanceEndDate(scope, ref, { accessEndingBefore: null, invoicesEndingBefore: at(date) })
    expect((await refusalOf(end(AUGUST))).message).toBe(`invoices_ending_before: ${refused}`)
    await edit(changed(unpaid.id))
    await end(SEPTEMBER)
  })

  it('can be changed once the invoice is void, and not removed', async () => {
    const { scope, contract, paid, edit } = await openCommit()
    const invoiceId = await addInvoice(scope, contract, { chargeIds: [paid.id] })
    await voidInvoice(scope, invoiceId)
    expect((await refusalOf(edit(removed(paid.id)))).message).toBe(
      `invoice_schedule.remove_schedule_items.0.id: voided invoice ${invoiceId} bills schedule item ${paid.id}`,
    )
    await edit(changed(paid.id))
  })
})
