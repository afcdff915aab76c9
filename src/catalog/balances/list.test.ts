import { describe, expect, test } from 'vitest'
import { archiveContract } from '../contracts/archive.ts'
import { editContract } from '../contracts/edit.ts'
import { newCommit, newCredit, newSegment, ofCustomer } from '../testing/balances.ts'
import { newEdit, openDealDesk } from '../testing/contract-terms.ts'
import { addCustomer } from '../testing/fixtures.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { createCustomerBalance } from './create.ts'
import { findAllBalances } from './find-all.ts'
import { listBalances, type BalanceFilter } from './list.ts'

/**
 * A customer with three free commits of its own, `august`, `october` and `both` (August and October, not September), one
 * of its contract, and a credit.
 */
async function openShelf() {
  const desk = await openDealDesk()
  const { scope, customer, setup } = desk
  const august = newSegment('2024-08-01T00:00:00Z', '2024-09-01T00:00:00Z')
  const october = newSegment('2024-10-01T00:00:00Z', '2024-11-01T00:00:00Z')
  for (const [name, segments] of [
    ['august', [august]],
    ['october', [october]],
    ['both', [august, october]],
  ] as const) {
    const commit = newCommit(setup.id, { name, invoice: null, access: { creditTypeId: null, segments } })
    await createCustomerBalance(scope, ofCustomer(customer.id, commit))
  }
  await createCustomerBalance(scope, ofCustomer(customer.id, newCredit(setup.id, { name: 'credit' })))
  const contract = await desk.sign({ commits: [newCommit(setup.id, { name: "contract's" })] })
  const list = (filter: Partial<BalanceFilter> = {}) =>
    listBalances(scope, customer.id, {
      kind: 'commit',
      includeContractLevel: false,
      includeArchived: false,
      ...filter,
    })
  const names = async (filter: Partial<BalanceFilter> = {}) =>
    (await list(filter)).data.map(({ terms }) => terms.name)
  return { ...desk, contract, list, names }
}

describe('the list has', () => {
  test.each<[story: string, filter: Partial<BalanceFilter>, names: string[]]>([
    ['a customer’s own commits', {}, ['august', 'october', 'both']],
    ['credits where they are asked for', { kind: 'credit' }, ['credit']],
    ['those of contracts too', { includeContractLevel: true }, ['august', 'october', 'both', "contract's"]],
    ['what covers an instant', { coveringDate: at('2024-08-01T00:00:00Z') }, ['august', 'both']],
    ['nothing at the end of access', { coveringDate: at('2024-09-01T00:00:00Z') }, []],
    ['what can be drawn later', { startingAt: at('2024-08-31T23:00:00Z') }, ['august', 'october', 'both']],
    ['not what has ended', { startingAt: at('2024-09-01T00:00:00Z') }, ['october', 'both']],
    ['what can be drawn before', { effectiveBefore: at('2024-08-01T01:00:00Z') }, ['august', 'both']],
    ['not what starts then', { effectiveBefore: at('2024-08-01T00:00:00Z') }, []],
  ])('%s', async (_story, filter, names) => {
    expect(await (await openShelf()).names(filter)).toEqual(names)
  })

  test('one that is asked for by its id', async () => {
    const { list, names } = await openShelf()
    const [, october] = (await list()).data
    expect(await names({ id: october?.id })).toEqual(['october'])
    expect(await names({ id: october?.id, coveringDate: at('2024-08-01T00:00:00Z') })).toEqual([])
  })

  test('archived ones, and those of archived contracts, where they are asked for', async () => {
    const { scope, customer, contract, names } = await openShelf()
    const ref = { customerId: customer.id, contractId: contract.id }
    await archiveContract(scope, ref)
    const mine = { includeContractLevel: true }
    expect(await names(mine)).toEqual(['august', 'october', 'both'])
    expect(await names({ ...mine, includeArchived: true })).toEqual([
      'august',
      'october',
      'both',
      "contract's",
    ])
  })
})

test('an archived commit is no longer found', async () => {
  const { scope, customer, contract } = await openShelf()
  const ref = { customerId: customer.id, contractId: contract.id }
  const found = async (includeArchived: boolean) =>
    (await findAllBalances(scope, customer.id, scope.clock.now(), { includeArchived })).map(
      ({ terms }) => terms.name,
    )
  const own = (await findAllBalances(scope, customer.id, scope.clock.now(), { includeArchived: false })).at(
    -1,
  )
  await editContract(scope, ref, newEdit({ changes: { archivedCommitIds: [own?.id ?? ''] } }))
  expect(await found(false)).toEqual(['august', 'october', 'both', 'credit'])
  expect(await found(true)).toEqual(['august', 'october', 'both', 'credit', "contract's"])
})

test('pages follow each other, and the last has no cursor', async () => {
  const { list } = await openShelf()
  const first = await list({ limit: 2 })
  expect(first.data.map(({ terms }) => terms.name)).toEqual(['august', 'october'])
  const second = await list({ limit: 2, next_page: first.next_page ?? undefined })
  expect(second.data.map(({ terms }) => terms.name)).toEqual(['both'])
  expect(second.next_page).toBeNull()
  expect((await list({ limit: 3 })).next_page).toBeNull()
})

test('a page holds 25 where nothing else is asked for', async () => {
  const { scope, customer, setup, list } = await openShelf()
  const commit = newCommit(setup.id, { invoice: null })
  // With the three that are there.
  for (let made = 3; made < 26; made += 1) {
    await createCustomerBalance(scope, ofCustomer(customer.id, commit))
  }
  expect((await list()).data).toHaveLength(25)
})

test('what is another’s is not found', async () => {
  const { scope, list } = await openShelf()
  const stranger = await addCustomer(scope, 'Stranger')
  const [mine] = (await list()).data
  const filter = { kind: 'commit', includeContractLevel: true, includeArchived: true } as const
  expect((await listBalances(scope, stranger.id, filter)).data).toEqual([])
  const byId = await refusalOf(listBalances(scope, stranger.id, { ...filter, id: mine?.id }))
  expect(byId).toMatchObject({ kind: 'not_found', message: `commit_id: commit ${mine?.id} was not found` })
  const nobody = await refusalOf(listBalances(scope, 'nobody', filter))
  expect(nobody.message).toBe('customer_id: customer nobody was not found')
  const asCredit = await refusalOf(list({ kind: 'credit', id: mine?.id }))
  expect(asCredit.message).toBe(`credit_id: credit ${mine?.id} was not found`)
})
