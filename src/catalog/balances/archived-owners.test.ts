import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { archiveContract } from '../contracts/archive.ts'
import { getContract } from '../contracts/get.ts'
import { archiveCustomer } from '../customers/archive.ts'
import { addCustomerBalance, newCommit, newCredit, ofCustomer } from '../testing/balances.ts'
import { openDealDesk } from '../testing/contract-terms.ts'
import { at } from '../testing/memory-catalog.ts'
import { addManualLedgerEntry } from './add-ledger-entry.ts'
import { archiveOneBalance } from './archive-one.ts'
import { editBalance } from './edit.ts'
import { findAllBalances } from './find-all.ts'
import { findBalances } from './find.ts'
import { findBalancesOfContracts } from './of-contracts.ts'
import type { CatalogBalance } from './rows.ts'

const MONDAY = at('2024-08-19T00:00:00Z')
const TUESDAY = at('2024-08-20T00:00:00Z')
const WEDNESDAY = at('2024-08-21T00:00:00Z')

/** A contract with a commit and a credit, of which the credit is archived on Monday, and a commit of the customer. */
async function openShelf() {
  const desk = await openDealDesk()
  const { scope, customer, setup, sign } = desk
  const contract = await sign({
    commits: [newCommit(setup.id, { name: 'commit' })],
    credits: [newCredit(setup.id, { name: 'credit' })],
  })
  await addCustomerBalance(
    scope,
    ofCustomer(customer.id, newCommit(setup.id, { name: 'own', invoice: null })),
  )
  const named = async (name: string) => {
    const found = (await findBalances(scope, customer.id)).find(({ terms }) => terms.name === name)
    if (found === undefined) throw new Error(`there is no ${name}`)
    return found
  }
  scope.setNow(MONDAY)
  await archiveOneBalance(scope, { kind: 'credit', customerId: customer.id, id: (await named('credit')).id })
  const archivals = async () =>
    (await findBalances(scope, customer.id)).map(({ terms, archivedAt, archivedWith }) => [
      terms.name,
      archivedAt,
      archivedWith,
    ])
  const ref = { customerId: customer.id, contractId: contract.id }
  const edit = ({ id }: CatalogBalance) =>
    editBalance(scope, { kind: 'commit', customerId: customer.id, id }, { name: 'New' })
  const add = ({ id, contractId, terms }: CatalogBalance) =>
    addManualLedgerEntry(scope, {
      customerId: customer.id,
      contractId,
      balanceId: id,
      segmentId: terms.access.segments[0]?.id ?? '',
      amount: new Decimal(50),
      reason: 'goodwill',
      effectiveAt: null,
    })
  return { ...desk, contract, ref, named, archivals, edit, add }
}

describe('commits and credits are archived', () => {
  test('with their contract, unless they were before, and the customer’s own are not', async () => {
    const { scope, ref, archivals } = await openShelf()
    scope.setNow(TUESDAY)
    await archiveContract(scope, ref)
    expect(await archivals()).toEqual([
      ['commit', TUESDAY, 'CONTRACT'],
      ['credit', MONDAY, null],
      ['own', null, null],
    ])
  })

  test('with their customer, those of contracts that were archived before as they were', async () => {
    const { scope, customer, ref, archivals } = await openShelf()
    scope.setNow(TUESDAY)
    await archiveContract(scope, ref)
    scope.setNow(WEDNESDAY)
    await archiveCustomer(scope, customer.id)
    expect(await archivals()).toEqual([
      ['commit', TUESDAY, 'CONTRACT'],
      ['credit', MONDAY, null],
      ['own', WEDNESDAY, 'CUSTOMER'],
    ])
    expect(await findAllBalances(scope, customer.id, WEDNESDAY, { includeArchived: false })).toEqual([])
  })

  test('from then on alone, where a contract is seen as it was', async () => {
    const { scope, ref } = await openShelf()
    scope.setNow(TUESDAY)
    await archiveContract(scope, ref)
    const contract = await getContract(scope, ref)
    const seen = async (asOf: number) =>
      (await findBalancesOfContracts(scope, [contract], TUESDAY, asOf)).map(({ archivedAt }) => archivedAt)
    expect(await seen(MONDAY)).toEqual([null, MONDAY])
    expect(await seen(TUESDAY)).toEqual([TUESDAY, MONDAY])
  })
})

describe('what is archived takes no edit and no entry by hand, and says why:', () => {
  test('its contract is', async () => {
    const { scope, ref, named, edit, add } = await openShelf()
    await archiveContract(scope, ref)
    const commit = await named('commit')
    const because = `commit ${commit.id} is archived, as contract ${ref.contractId} is`
    await expect(edit(commit)).rejects.toThrow(`commit_id: ${because}`)
    await expect(add(commit)).rejects.toThrow(`id: commit or credit ${commit.id} is archived, as contract`)
  })

  test('its customer is', async () => {
    const { scope, customer, named, edit, add } = await openShelf()
    await archiveCustomer(scope, customer.id)
    const own = await named('own')
    await expect(edit(own)).rejects.toThrow(`commit_id: commit ${own.id} is archived, as its customer is`)
    await expect(add(own)).rejects.toThrow(`id: commit or credit ${own.id} is archived, as its customer is`)
  })

  test('it was by itself', async () => {
    const { named, add } = await openShelf()
    const credit = await named('credit')
    await expect(add(credit)).rejects.toThrow(`id: commit or credit ${credit.id} is archived already`)
  })
})
