import { describe, expect, it } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { archiveContract } from '../contracts/archive.ts'
import { voidInvoice } from '../invoices/void.ts'
import { accessUpdate, newCommit, newSegment } from '../testing/balances.ts'
import { openDealDesk } from '../testing/contract-terms.ts'
import { addInvoice } from '../testing/invoices.ts'
import { at } from '../testing/memory-catalog.ts'
import { addManualLedgerEntry } from './add-ledger-entry.ts'
import { archiveOneBalance } from './archive-one.ts'
import type { BalanceUpdate } from './balance-update.ts'
import { editBalance } from './edit.ts'
import { findBalances } from './find.ts'
import { rolledOverId, rolledOverSegmentId } from './rolled-over.ts'
import { updateBalanceEndDate } from './update-end-date.ts'

const AUGUST = '2024-08-01T00:00:00Z'
const SEPTEMBER = '2024-09-01T00:00:00Z'

/** A commit of 1,000 in August that rolls over whole: 100 were drawn of it, and 400 of the rest by the renewal's invoice. */
async function openCarried() {
  const { scope, customer, setup, sign } = await openDealDesk()
  const access = { creditTypeId: null, segments: [newSegment(AUGUST, SEPTEMBER)] }
  const commit = newCommit(setup.id, { access, invoice: null, rolloverFraction: new Decimal(1) })
  const old = await sign({ endingBefore: at(SEPTEMBER), commits: [commit] })
  const transition = { fromContractId: old.id, isTrueupRemoved: false }
  const renewal = await sign({ startingAt: at(SEPTEMBER), transition })
  const [balance] = await findBalances(scope, customer.id)
  const [segment] = balance?.terms.access.segments ?? []
  if (balance === undefined || segment === undefined) throw new Error('there is no commit')
  await addInvoice(scope, old, {
    period: { from: at(AUGUST), to: at(SEPTEMBER) },
    draws: [{ balanceId: balance.id, segmentId: segment.id, amount: 100 }],
  })
  const invoiceId = await addInvoice(scope, renewal, {
    issuedAt: at(SEPTEMBER),
    draws: [
      {
        balanceId: rolledOverId(balance.id, renewal.id),
        segmentId: rolledOverSegmentId(segment.id, renewal.id),
        amount: 400,
      },
    ],
  })
  const ref = { kind: 'commit', customerId: customer.id, id: balance.id } as const
  const edit = (update: BalanceUpdate) => editBalance(scope, ref, update)
  const setAmount = (amount: number) =>
    edit(
      accessUpdate({
        updates: [{ id: segment.id, amount: new Decimal(amount), startingAt: null, endingBefore: null }],
      }),
    )
  return { scope, old, renewal, ref, segment, invoiceId, edit, setAmount }
}

describe('what a renewal has drawn of what was carried over', () => {
  it('keeps the contract that left it from being archived, until it is voided', async () => {
    const { scope, old, invoiceId } = await openCarried()
    const ref = { customerId: old.customerId, contractId: old.id }
    await expect(archiveContract(scope, ref)).rejects.toThrow(
      `contract_id: finalized invoice ${invoiceId} drew on what contract ${old.id} left to its renewal`,
    )
    await voidInvoice(scope, invoiceId)
    await archiveContract(scope, ref)
  })

  it('keeps the renewal from being archived, too, until it is voided, or with it', async () => {
    const { scope, old, renewal, invoiceId } = await openCarried()
    const ref = { customerId: renewal.customerId, contractId: renewal.id }
    const rule = `contract_id: finalized invoice ${invoiceId} drew on what contract ${old.id} left to this one; void it first`
    await expect(archiveContract(scope, ref)).rejects.toThrow(rule)
    await expect(archiveContract(scope, ref, true)).resolves.toBeUndefined()

    const another = await openCarried()
    await voidInvoice(another.scope, another.invoiceId)
    const anotherRef = { customerId: another.renewal.customerId, contractId: another.renewal.id }
    await expect(archiveContract(another.scope, anotherRef)).resolves.toBeUndefined()
  })

  it('stays granted', async () => {
    const { scope, ref, segment, invoiceId, setAmount } = await openCarried()
    // 100 and 400.
    await setAmount(500)
    const because = `as finalized invoice ${invoiceId} drew on what was carried over: 400 in all`
    await expect(setAmount(499)).rejects.toThrow(
      `access_schedule: schedule item ${segment.id} must have at least 500, ${because}`,
    )
    const earlier = { accessEndingBefore: at('2024-08-31T00:00:00Z'), invoicesEndingBefore: null }
    await expect(updateBalanceEndDate(scope, ref, earlier)).rejects.toThrow('access_ending_before: ')
  })

  it('is no more for what was taken of that by hand', async () => {
    const { scope, ref, renewal, segment, setAmount } = await openCarried()
    await addManualLedgerEntry(scope, {
      customerId: renewal.customerId,
      contractId: renewal.id,
      reason: 'paid elsewhere',
      balanceId: rolledOverId(ref.id, renewal.id),
      amount: new Decimal(-50),
      effectiveAt: null,
      segmentId: rolledOverSegmentId(segment.id, renewal.id),
    })
    await expect(setAmount(500)).resolves.toBeUndefined()
  })

  it('stays carried over', async () => {
    const { scope, ref, segment, edit } = await openCarried()
    await edit({ rolloverFraction: new Decimal('0.4') })
    const rule = `rollover_fraction: must carry over at least 400 of ${segment.id}, `
    await expect(edit({ rolloverFraction: new Decimal('0.39') })).rejects.toThrow(rule)
    await expect(edit({ rolloverFraction: null })).rejects.toThrow(rule)
    await expect(archiveOneBalance(scope, ref)).rejects.toThrow('drew on what was carried over from it')
  })

  it('is free again once the invoice is voided', async () => {
    const { scope, invoiceId, edit } = await openCarried()
    await voidInvoice(scope, invoiceId)
    await expect(edit({ rolloverFraction: null })).resolves.toBeUndefined()
  })
})
