import { describe, expect, it } from 'vitest'
import { addManualLedgerEntry } from '../../catalog/balances/add-ledger-entry.ts'
import { createCustomerBalance } from '../../catalog/balances/create.ts'
import { getBalance } from '../../catalog/balances/get.ts'
import { archiveContract } from '../../catalog/contracts/archive.ts'
import { archiveCustomer } from '../../catalog/customers/archive.ts'
import { findLedgerEntries } from '../../catalog/invoices/find-ledger-entries.ts'
import { findInvoices } from '../../catalog/invoices/find.ts'
import { insertInvoices } from '../../catalog/invoices/insert.ts'
import { customerRevision } from '../../catalog/invoices/revision.ts'
import { voidInvoice } from '../../catalog/invoices/void.ts'
import { newCommit, newSegment, ofCustomer } from '../../catalog/testing/balances.ts'
import { newSubscription, openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { readInvoice } from '../document/document.ts'
import { finalizeDue } from './finalize.ts'
import { regenerateInvoice } from './regenerate.ts'
import { unmeteredScope } from '../testing/unmetered-scope.ts'

/** Two contracts that each charged 200 for ten seats on 1 August, and 300 that the customer paid before. */
async function openDesk() {
  const { scope: catalogScope, customer, seats, setup, sign } = await openDealDesk()
  const scope = unmeteredScope(catalogScope)
  const subscriptions = [newSubscription(seats.id, { invoicePlacement: 'ON_SCHEDULED_INVOICE' })]
  await sign({ subscriptions })
  await sign({ subscriptions })
  const segments = [newSegment('2024-08-01T00:00:00Z', '2024-09-01T00:00:00Z', 300)]
  const commit = newCommit(setup.id, { access: { creditTypeId: null, segments }, invoice: null })
  const commitId = await createCustomerBalance(scope, ofCustomer(customer.id, commit))
  const finalizedIds = async () => (await finalizeDue(scope, customer.id)).map(({ invoice }) => invoice.id)
  const totals = async () =>
    (await findInvoices(scope, customer.id))
      .filter(({ voidedAt }) => voidedAt === null)
      .map((stored) => readInvoice(stored).total.toNumber())
  const drawn = async () =>
    (await findLedgerEntries(scope, [customer.id])).map(({ type, amount }) => [type, amount.toNumber()])
  return { scope, customer, commitId, finalizedIds, totals, drawn }
}

describe('finalizing what is due', () => {
  it('never spends a commit twice, however many do it at once', async () => {
    const { scope, customer, totals, drawn } = await openDesk()
    const runs = await Promise.all([1, 2, 3].map(() => finalizeDue(scope, customer.id)))
    // One of them stored both invoices; the others found nothing left to do.
    expect(runs.map((ids) => ids.length).toSorted((a, b) => a - b)).toEqual([0, 0, 2])
    expect(await totals()).toEqual([0, 100])
    expect(await drawn()).toEqual([
      ['DEDUCTION', -200],
      ['DEDUCTION', -100],
    ])
  })

  it('stores nothing of what was computed before the ledger was changed', async () => {
    const { scope, customer, commitId, drawn } = await openDesk()
    const before = await customerRevision(scope.catalog, customer.id)
    const ref = { kind: 'commit', customerId: customer.id, id: commitId } as const
    const { terms } = await getBalance(scope.catalog, ref, scope.clock.now())
    await addManualLedgerEntry(scope, {
      customerId: customer.id,
      contractId: null,
      balanceId: commitId,
      segmentId: terms.access.segments[0]?.id ?? '',
      amount: new Decimal(-250),
      reason: 'Paid back',
      effectiveAt: null,
    })
    expect(await insertInvoices(scope, customer.id, [], before)).toBe(false)
    await finalizeDue(scope, customer.id)
    // 50 are left of 300.
    expect(await drawn()).toEqual([['DEDUCTION', -50]])
  })

  it('is done once: another run changes nothing', async () => {
    const { scope, customer, totals } = await openDesk()
    await finalizeDue(scope, customer.id)
    expect(await finalizeDue(scope, customer.id)).toEqual([])
    expect(await totals()).toEqual([0, 100])
  })
})

describe('a finalized invoice', () => {
  it('cannot be changed or removed, nor its ledger', async () => {
    const { scope, customer } = await openDesk()
    await finalizeDue(scope, customer.id)
    const changed = scope.catalog.updateTable('invoices').set({ document: '{}' }).execute()
    await expect(changed).rejects.toThrow('a finalized invoice never changes')
    await expect(scope.catalog.deleteFrom('invoices').execute()).rejects.toThrow('never removed')
    const drawn = scope.catalog.updateTable('ledger_entries').set({ amount: '0' }).execute()
    await expect(drawn).rejects.toThrow('a ledger entry never changes')
    await expect(scope.catalog.deleteFrom('ledger_entries').execute()).rejects.toThrow('never removed')
  })

  it('is not shown where its document is not the one that was finalized', async () => {
    const { scope, customer } = await openDesk()
    await finalizeDue(scope, customer.id)
    const [stored] = await findInvoices(scope, customer.id)
    if (stored === undefined) throw new Error('there is no invoice')
    const forged = { ...stored, document: stored.document.replace('"0"', '"1"') }
    expect(() => readInvoice(forged)).toThrow('its checksum differs')
  })

  it('gives back what it drew when it is voided, for those after it', async () => {
    const { scope, finalizedIds, customer, totals, drawn } = await openDesk()
    const [first = '', second = ''] = await finalizedIds()
    await voidInvoice(scope, first)
    await voidInvoice(scope, second)
    await expect(voidInvoice(scope, first)).rejects.toThrow(`id: invoice ${first} is voided already`)
    expect(await finalizeDue(scope, customer.id)).toEqual([])
    // Now the second is there first.
    await regenerateInvoice(scope, second)
    await regenerateInvoice(scope, first)
    expect(await totals()).toEqual([0, 100])
    expect(await drawn()).toEqual([
      ['DEDUCTION', -200],
      ['DEDUCTION', -100],
      ['CANCELED', 200],
      ['CANCELED', 100],
      ['DEDUCTION', -200],
      ['DEDUCTION', -100],
    ])
  })

  it('is voided with its contract where that is asked for', async () => {
    const { scope, customer, totals, drawn } = await openDesk()
    await finalizeDue(scope, customer.id)
    const [first, second] = await findInvoices(scope, customer.id)
    const refOf = (contractId = '') => ({ customerId: customer.id, contractId })
    await archiveContract(scope, refOf(first?.contractId), false)
    expect(await totals()).toEqual([0, 100])
    await archiveContract(scope, refOf(second?.contractId), true)
    expect(await totals()).toEqual([0])
    expect((await drawn()).at(-1)).toEqual(['CANCELED', 100])
  })

  it('is voided where its customer is archived', async () => {
    const { scope, customer, totals, drawn } = await openDesk()
    await finalizeDue(scope, customer.id)
    await archiveCustomer(scope, customer.id)
    expect(await totals()).toEqual([])
    expect((await drawn()).slice(-2)).toEqual([
      ['CANCELED', 200],
      ['CANCELED', 100],
    ])
  })

  it('is made again once, and only where it is voided', async () => {
    const { scope, finalizedIds } = await openDesk()
    const [id = ''] = await finalizedIds()
    await expect(regenerateInvoice(scope, id)).rejects.toThrow(`id: invoice ${id} is not voided`)
    await voidInvoice(scope, id)
    const again = await regenerateInvoice(scope, id)
    await expect(regenerateInvoice(scope, id)).rejects.toThrow(`id: invoice ${id} was regenerated already`)
    await voidInvoice(scope, again)
    await expect(regenerateInvoice(scope, id)).rejects.toThrow(`id: invoice ${id} was regenerated already`)
    expect(await regenerateInvoice(scope, again)).not.toBe(again)
    await expect(regenerateInvoice(scope, 'none')).rejects.toThrow('none was not found')
    await expect(voidInvoice(scope, 'none')).rejects.toThrow('none was not found')
  })
})
