import { expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { archiveContract } from '../contracts/archive.ts'
import { editContract } from '../contracts/edit.ts'
import { getContract } from '../contracts/get.ts'
import { newEdit, newOverride, newSpecifier } from '../testing/contract-terms.ts'
import { at } from '../testing/memory-catalog.ts'
import { addManualLedgerEntry, findManualLedgerEntries } from './add-ledger-entry.ts'
import { editBalance } from './edit.ts'
import { findBalances } from './find.ts'
import { findBalancesOfContracts } from './of-contracts.ts'
import { pageOfBalances } from './order-of-creation.ts'
import { openShelf } from '../testing/shelf.ts'

const day = (text: string) => at(`${text}T00:00:00Z`)

test('a customer has what is stored and what recurs, in order of creation', async () => {
  const { scope, customer, names } = await openShelf()
  expect(await names()).toEqual(['monthly', 'commit', 'credit', 'monthly'])
  const stored = await findBalances(scope, customer.id)
  expect(stored.map(({ terms }) => terms.name)).toEqual(['commit', 'credit'])
  scope.setNow(day('2024-09-01'))
  expect(await names()).toEqual(['monthly', 'commit', 'credit', 'monthly', 'monthly'])
})

test('pages follow each other, wherever children and stored ones meet, and when one is stored between', async () => {
  const { scope, all, child, refOf } = await openShelf()
  const ids = (await all()).map(({ id }) => id)
  const seen: string[] = []
  let cursor: string | null = null
  do {
    const page = pageOfBalances(await all(), { limit: 1, next_page: cursor ?? undefined })
    seen.push(...page.data.map(({ id }) => id))
    cursor = page.next_page
    if (seen.length === 1) await editBalance(scope, await refOf('2024-08'), { name: 'changed' })
  } while (cursor !== null)
  expect(seen).toEqual(ids)
  expect((await child('2024-08')).terms.name).toBe('changed')
  const wrong = { limit: 1, next_page: Buffer.from('[1]').toString('base64url') }
  expect(() => pageOfBalances([], wrong)).toThrow('next_page')
})

test('entries can be added by hand to a child, which need not be stored for it', async () => {
  const { scope, customer, ref, child } = await openShelf()
  const { id: balanceId, terms } = await child('2024-08')
  const segmentId = terms.access.segments[0]?.id ?? ''
  const entry = { balanceId, segmentId, amount: new Decimal(-5), reason: 'an outage' }
  const owner = { customerId: customer.id, contractId: ref.contractId }
  await addManualLedgerEntry(scope, { ...owner, ...entry, effectiveAt: null })
  expect(await findManualLedgerEntries(scope, [balanceId])).toMatchObject([entry])
  expect(await findBalances(scope, customer.id)).toHaveLength(2)
})

test('children of an archived contract are found where archived ones are asked for', async () => {
  const { scope, ref, names } = await openShelf()
  await archiveContract(scope, ref)
  expect(await names(false)).toEqual(['credit'])
  expect(await names()).toEqual(['monthly', 'commit', 'credit', 'monthly'])
})

test('a contract is seen with its children as they were', async () => {
  const { scope, contract, ref, refOf } = await openShelf()
  scope.setNow(day('2024-08-20'))
  await editBalance(scope, await refOf('2024-08'), { name: 'mine' })
  await editBalance(scope, await refOf('2024-09'), { name: 'next' })
  scope.setNow(day('2024-09-10'))
  const seen = async (asOf: number | null, version = contract) =>
    (await findBalancesOfContracts(scope, [version], scope.clock.now(), asOf)).map(({ terms }) => terms.name)
  expect(await seen(day('2024-08-19'))).toEqual(['monthly', 'commit', 'monthly'])
  expect(await seen(day('2024-08-20'))).toEqual(['mine', 'commit', 'next'])
  expect(await seen(null, await getContract(scope, ref))).toEqual(['mine', 'commit', 'next', 'monthly'])
})

test('an override may name a child', async () => {
  const { scope, ref, refOf } = await openShelf()
  const { id } = await refOf('2024-09')
  const forChild = { type: 'MULTIPLIER', isCommitSpecific: true } as const
  const specifiers = [newSpecifier({ productTags: ['core'], commitIds: [id] })]
  const overrides = [newOverride({ ...forChild, specifiers })]
  const { terms } = await editContract(scope, ref, newEdit({ added: { overrides } }))
  expect(terms.overrides).toMatchObject([{ specifiers: [{ commitIds: [id] }] }])
})
