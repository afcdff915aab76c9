import { expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import type { NewBalance } from './new-balance.ts'
import { addCustomerBalance, newCommit, newInvoice, newSegment, ofCustomer } from '../testing/balances.ts'
import { newItem, openDealDesk } from '../testing/contract-terms.ts'
import { findBalances } from './find.ts'
import { drawnBalance } from './to-drawn.ts'

const AUGUST = '2024-08-01T00:00:00Z'
const OCTOBER = '2024-10-01T00:00:00Z'

/** A contract's commit. */
async function openCommit(changes: Partial<NewBalance> = {}) {
  const desk = await openDealDesk()
  const { scope, customer, setup, sign } = desk
  const contract = await sign({ commits: [newCommit(setup.id, changes)] })
  const [commit] = await findBalances(scope, customer.id)
  if (commit === undefined) throw new Error('the contract has a commit')
  return { ...desk, contract, commit }
}

test('a contract’s commit is drawn by its usage, and called as it or its product is', async () => {
  const { contract, commit } = await openCommit({ priority: new Decimal(2), rateType: 'COMMIT_RATE' })
  expect(drawnBalance(commit, 'Setup')).toEqual({
    id: commit.id,
    type: 'PREPAID',
    recurringId: null,
    name: 'Setup',
    priority: new Decimal(2),
    rateType: 'COMMIT_RATE',
    applicableProductIds: [],
    applicableProductTags: [],
    specifiers: [],
    contractIds: [contract.id],
    isContractLevel: true,
    creditTypeId: commit.terms.access.creditTypeId,
    segments: commit.terms.access.segments,
    rolledOverFrom: null,
    isDrawnLast: false,
    costBasis: new Decimal(1),
  })
  const named = { ...commit, terms: { ...commit.terms, name: 'Annual' } }
  expect(drawnBalance(named, 'Setup').name).toBe('Annual')
})

test('a customer’s is drawn by all of its contracts, or by those that it names', async () => {
  const { scope, customer, setup, contract } = await openCommit()
  const drawnOf = async (applicableContractIds: readonly string[] | null) => {
    const free = newCommit(setup.id, { invoice: null })
    const made = await addCustomerBalance(scope, ofCustomer(customer.id, free, { applicableContractIds }))
    return drawnBalance(made, 'Setup')
  }
  expect(await drawnOf(null)).toMatchObject({ contractIds: null, isContractLevel: false })
  expect(await drawnOf([contract.id])).toMatchObject({ contractIds: [contract.id], isContractLevel: false })
})

test('its cost basis is what is billed for one unit of access', async () => {
  const segments = [newSegment(AUGUST, OCTOBER, 1000), newSegment(AUGUST, OCTOBER, 500)]
  const invoice = newInvoice([
    newItem(AUGUST, { amount: new Decimal(600) }),
    newItem(OCTOBER, { amount: new Decimal(400) }),
  ])
  const costBasis = async (changes: Partial<NewBalance>) =>
    drawnBalance((await openCommit(changes)).commit, 'Setup').costBasis.toFixed()
  // 1,000 / 1,500
  const two = { access: { creditTypeId: null, segments }, invoice }
  expect(await costBasis(two)).toBe('0.66666666666666666666')
  expect(await costBasis({ ...two, invoice: { ...invoice, doNotInvoice: true } })).toBe(
    '0.66666666666666666666',
  )
  expect(await costBasis({ ...two, invoice: null })).toBe('0')
  const nothing = { creditTypeId: null, segments: [newSegment(AUGUST, OCTOBER, 0)] }
  expect(await costBasis({ ...two, access: nothing })).toBe('0')
})

test('a commit of a SPEND threshold is drawn last, unless it has a priority of its own', async () => {
  const { commit } = await openCommit({ priority: new Decimal(100) })
  const of = (kind: 'SPEND' | 'PREPAID') => ({ ...commit, origin: { kind: 'THRESHOLD', of: kind } as const })
  const isLast = (balance: typeof commit, priority = balance.terms.priority) =>
    drawnBalance({ ...balance, terms: { ...balance.terms, priority } }, 'Setup').isDrawnLast
  expect([commit, of('PREPAID'), of('SPEND')].map((one) => isLast(one))).toEqual([false, false, true])
  expect([new Decimal(99), null].map((priority) => isLast(of('SPEND'), priority))).toEqual([false, false])
  // As one that was stored before there was this rule.
  expect(isLast({ ...commit, origin: { kind: 'THRESHOLD' } })).toBe(false)
})

test('nothing draws on one that was archived by itself; of one archived with its contract is shown what did', async () => {
  const { commit } = await openCommit()
  expect(drawnBalance({ ...commit, archivedAt: 1 }, 'Setup').segments).toEqual([])
  const withContract = { ...commit, archivedAt: 1, archivedWith: 'CONTRACT' } as const
  expect(drawnBalance(withContract, 'Setup').segments).toEqual(commit.terms.access.segments)
})

test('a commit tells which recurring one made it, or of what type it was before it was rolled over', async () => {
  const { commit } = await openCommit()
  const recurring = { kind: 'RECURRING', recurringId: 'monthly', subscription: null } as const
  expect(drawnBalance({ ...commit, origin: recurring }, '').recurringId).toBe('monthly')
  const rollover = { kind: 'ROLLOVER', balanceId: 'old', contractId: 'renewed', type: 'POSTPAID' } as const
  expect(drawnBalance({ ...commit, origin: rollover }, '').rolledOverFrom).toBe('POSTPAID')
})
