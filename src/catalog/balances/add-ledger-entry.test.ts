import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { addCustomerBalance, newCommit, newCredit, ofCustomer } from '../testing/balances.ts'
import { openDealDesk } from '../testing/contract-terms.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { addManualLedgerEntry, findManualLedgerEntries, type NewLedgerEntry } from './add-ledger-entry.ts'

const AUGUST = at('2024-08-01T00:00:00Z')
const NOW = at('2024-08-15T12:00:00Z')

/** A customer's credit, whose segment starts in August, and a way to add to it. */
async function openLedger() {
  const desk = await openDealDesk()
  const { scope, customer, setup } = desk
  const credit = await addCustomerBalance(scope, ofCustomer(customer.id, newCredit(setup.id)))
  const segmentId = credit.terms.access.segments[0]?.id ?? ''
  const add = (changes: Partial<NewLedgerEntry> = {}) =>
    addManualLedgerEntry(scope, {
      customerId: customer.id,
      contractId: null,
      balanceId: credit.id,
      segmentId,
      amount: new Decimal(-50),
      reason: 'an outage',
      effectiveAt: null,
      ...changes,
    })
  const entries = () => findManualLedgerEntries(scope, [credit.id])
  return { ...desk, credit, segmentId, add, entries }
}

test('entries count from their segment’s start on, or from an instant that is given', async () => {
  const { credit, segmentId, add, entries } = await openLedger()
  await add()
  await add({ amount: new Decimal('0.00000000000000000001'), effectiveAt: NOW, reason: 'goodwill' })
  const entry = {
    id: expect.any(String) as string,
    customerId: credit.customerId,
    balanceId: credit.id,
    segmentId,
    createdAt: NOW,
  }
  expect(await entries()).toEqual([
    { ...entry, amount: new Decimal(-50), reason: 'an outage', effectiveAt: AUGUST },
    { ...entry, amount: new Decimal('0.00000000000000000001'), reason: 'goodwill', effectiveAt: NOW },
  ])
})

test('no entry is changed or removed, whatever asks for it', async () => {
  const { scope, add, entries } = await openLedger()
  await add()
  const before = await entries()
  const update = () => scope.file.exec("UPDATE manual_ledger_entries SET amount = '1'")
  const remove = () => scope.file.exec('DELETE FROM manual_ledger_entries')
  expect(update).toThrow('a ledger entry never changes')
  expect(remove).toThrow('a ledger entry is never removed')
  expect(await entries()).toEqual(before)
})

describe('an entry is refused', () => {
  test.each<[message: string, kind: string, changes: Partial<NewLedgerEntry>]>([
    ['amount: must not be 0', 'invalid', { amount: new Decimal(0) }],
    ['segment_id: segment none was not found', 'not_found', { segmentId: 'none' }],
    ['id: commit or credit none was not found', 'not_found', { balanceId: 'none' }],
  ])('%s', async (message, kind, changes) => {
    const { add, entries } = await openLedger()
    expect(await refusalOf(add(changes))).toMatchObject({ kind, message })
    expect(await entries()).toEqual([])
  })

  test('where the contract is not that of the commit', async () => {
    const { scope, customer, setup, sign, credit, add } = await openLedger()
    const contract = await sign({ commits: [newCommit(setup.id)] })
    const refusal = await refusalOf(add({ contractId: contract.id }))
    expect(refusal.message).toBe(`id: commit or credit ${credit.id} was not found`)
    const rows = await scope.catalog
      .selectFrom('balances')
      .select('id')
      .where('contract_id', '=', contract.id)
      .where('customer_id', '=', customer.id)
      .execute()
    const commitId = rows[0]?.id ?? ''
    expect((await refusalOf(add({ balanceId: commitId }))).message).toBe(
      `id: commit or credit ${commitId} was not found`,
    )
  })
})
