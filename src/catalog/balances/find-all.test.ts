import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { archiveContract } from '../contracts/archive.ts'
import { editContract } from '../contracts/edit.ts'
import { getContract } from '../contracts/get.ts'
import { updateContractEndDate } from '../contracts/update-end-date.ts'
import { USD_CENTS_ID } from '../pricing-units/get.ts'
import { accessUpdate, newCommit, newCredit, newRecurring, ofCustomer } from '../testing/balances.ts'
import {
  newEdit,
  newOverride,
  newSpecifier,
  newSubscription,
  openDealDesk,
} from '../testing/contract-terms.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { addManualLedgerEntry, findManualLedgerEntries } from './add-ledger-entry.ts'
import { createCustomerBalance } from './create.ts'
import { editBalance } from './edit.ts'
import { findAllBalances } from './find-all.ts'
import { findBalances } from './find.ts'
import { findBalancesOfContracts } from './of-contracts.ts'
import { pageOfBalances } from './order-of-creation.ts'
import { updateBalanceEndDate } from './update-end-date.ts'

const day = (text: string) => at(`${text}T00:00:00Z`)

/**
 * On 15 August a contract with a commit, a recurring commit of 10 for each of 5 units a month, and a credit of the
 * customer's: the children of August and September are there.
 */
async function openShelf() {
  const desk = await openDealDesk()
  const { scope, customer, setup, seats } = desk
  const contract = await desk.sign({
    commits: [newCommit(setup.id, { name: 'commit' })],
    subscriptions: [newSubscription(seats.id, { temporaryId: 'team', initialQuantity: new Decimal(5) })],
    recurringCommits: [
      newRecurring(setup.id, {
        name: 'monthly',
        accessAmount: { unitPrice: new Decimal(10), quantity: null, creditTypeId: USD_CENTS_ID },
        subscription: { subscriptionId: 'team', allocation: 'POOLED', isSeatIncreaseProrated: false },
      }),
    ],
  })
  await createCustomerBalance(scope, ofCustomer(customer.id, newCredit(setup.id, { name: 'credit' })))
  const ref = { customerId: customer.id, contractId: contract.id }
  const all = (includeArchived = true) =>
    findAllBalances(scope, customer.id, scope.clock.now(), { includeArchived })
  const names = async (includeArchived = true) => (await all(includeArchived)).map(({ terms }) => terms.name)
  const child = async (month: string) => {
    const found = (await all()).find(
      ({ origin, createdAt }) => origin !== null && createdAt === day(`${month}-01`),
    )
    if (found === undefined) throw new Error(`there is no child of ${month}`)
    return found
  }
  const refOf = async (month: string) => {
    const { id } = await child(month)
    return { kind: 'commit', customerId: customer.id, id } as const
  }
  const amounts = async (month: string) =>
    (await child(month)).terms.access.segments.map(({ amount }) => amount.toNumber())
  /** Changes the quantity of the subscription. */
  const order = async (startingAt: string, quantity: number) => {
    const update = {
      id: contract.terms.subscriptions[0]?.id ?? '',
      seatGroupKey: null,
      quantityUpdates: [
        { startingAt: day(startingAt), quantity: new Decimal(quantity), quantityDelta: null },
      ],
      seatUpdates: [],
    }
    await editContract(scope, ref, newEdit({ changes: { subscriptionUpdates: [update] } }))
  }
  return { ...desk, contract, ref, all, names, child, refOf, amounts, order }
}

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

describe('a child that is changed by itself', () => {
  test('is stored with its id, then changed, and stays as it is', async () => {
    const { scope, customer, ref, names, child, refOf } = await openShelf()
    const before = await child('2024-08')
    await editBalance(scope, await refOf('2024-08'), { name: 'mine', priority: new Decimal(9) })
    const after = await child('2024-08')
    const { id, type, origin, createdAt } = before
    expect(after).toMatchObject({ id, type, origin, createdAt, archivedAt: null, uniquenessKey: null })
    expect(after.versions).toMatchObject([
      { kind: 'CREATE', terms: before.terms, contractVersionId: null },
      {
        kind: 'EDIT',
        change: { name: 'mine' },
        contractVersionId: (await getContract(scope, ref)).versions[1]?.id,
      },
    ])
    expect(after.terms).toEqual({ ...before.terms, name: 'mine', priority: new Decimal(9) })
    expect(await names()).toEqual(['mine', 'commit', 'credit', 'monthly'])
    await editBalance(scope, await refOf('2024-08'), { name: 'again' })
    expect((await findBalances(scope, customer.id)).map(({ terms }) => terms.name)).toEqual([
      'commit',
      'credit',
      'again',
    ])
  })

  test('is not stored where the change is refused', async () => {
    const { scope, customer, refOf } = await openShelf()
    await refusalOf(editBalance(scope, await refOf('2024-08'), { productId: 'none' }))
    expect(await findBalances(scope, customer.id)).toHaveLength(2)
  })

  test('can be ended', async () => {
    const { scope, child, refOf } = await openShelf()
    const end = { accessEndingBefore: day('2024-08-20'), invoicesEndingBefore: null }
    await updateBalanceEndDate(scope, await refOf('2024-08'), end)
    expect((await child('2024-08')).terms.access.segments).toMatchObject([
      { endingBefore: day('2024-08-20') },
    ])
  })

  test('can be changed and archived by an edit of its contract', async () => {
    const { scope, ref, names, refOf } = await openShelf()
    const [august, september] = [await refOf('2024-08'), await refOf('2024-09')]
    const commitUpdates = [{ id: september.id, update: { name: 'mine' } }]
    const changes = { commitUpdates, archivedCommitIds: [august.id] }
    await editContract(scope, ref, newEdit({ changes }))
    expect(await names()).toEqual(['monthly', 'commit', 'credit', 'mine'])
    expect(await names(false)).toEqual(['commit', 'credit', 'mine'])
    const refusal = await refusalOf(editBalance(scope, august, { name: 'x' }))
    expect(refusal.message).toBe(`commit_id: commit ${august.id} is archived already`)
  })

  test('still grows with later increases, which end with it', async () => {
    const { scope, refOf, child, amounts, order } = await openShelf()
    await order('2024-08-05', 6)
    await editBalance(scope, await refOf('2024-08'), { name: 'mine' })
    await order('2024-08-18', 8)
    expect(await amounts('2024-08')).toEqual([50, 10, 20])
    const end = { accessEndingBefore: day('2024-08-25'), invoicesEndingBefore: null }
    await updateBalanceEndDate(scope, await refOf('2024-08'), end)
    await order('2024-08-22', 9)
    await order('2024-08-28', 20)
    const ends = (await child('2024-08')).terms.access.segments.map((segment) => segment.endingBefore)
    expect(new Set(ends)).toEqual(new Set([day('2024-08-25')]))
    expect(await amounts('2024-08')).toEqual([50, 10, 20, 10])
  })

  test('grants for as many as there are by now, also where that was known late', async () => {
    const { scope, refOf, child, amounts, order } = await openShelf()
    await order('2024-08-10', 8)
    for (const month of ['2024-08', '2024-09']) await editBalance(scope, await refOf(month), { name: 'mine' })
    expect([await amounts('2024-08'), await amounts('2024-09')]).toEqual([[50, 30], [80]])
    // The three were there from the 5th on, and two more are from the 20th.
    await order('2024-08-05', 8)
    await order('2024-08-20', 10)
    expect([await amounts('2024-08'), await amounts('2024-09')]).toEqual([[50, 30, 20], [100]])
    const starts = (await child('2024-08')).terms.access.segments.map(({ startingAt }) => startingAt)
    expect(starts).toEqual([day('2024-08-01'), day('2024-08-05'), day('2024-08-20')])
  })

  test('keeps the amount that it was given, whoever joins before it starts', async () => {
    const { scope, refOf, child, amounts, order } = await openShelf()
    const segmentId = (await child('2024-09')).terms.access.segments[0]?.id ?? ''
    const given = { id: segmentId, amount: new Decimal(77), startingAt: null, endingBefore: null }
    await editBalance(scope, await refOf('2024-09'), accessUpdate({ updates: [given] }))
    await order('2024-08-20', 8)
    await order('2024-09-10', 9)
    expect(await amounts('2024-09')).toEqual([77, 10])
  })

  test('that has not started yet is granted, and paid, as its recurring one says by then', async () => {
    const { scope, contract, ref, refOf, child, amounts } = await openShelf()
    for (const month of ['2024-08', '2024-09']) await editBalance(scope, await refOf(month), { name: 'mine' })
    const id = contract.terms.recurringCommits[0]?.id ?? ''
    const accessAmount = { unitPrice: new Decimal(20), quantity: null }
    const update = { id, accessAmount, rateType: 'COMMIT_RATE' } as const
    await editContract(scope, ref, newEdit({ changes: { recurringCommitUpdates: [update] } }))
    expect([await amounts('2024-08'), await amounts('2024-09')]).toEqual([[50], [100]])
    const { name, rateType } = (await child('2024-09')).terms
    expect([name, rateType]).toEqual(['mine', 'COMMIT_RATE'])
  })

  test('of a seat shares the price with those who are there as it starts', async () => {
    const { scope, customer, setup, seats, sign } = await openDealDesk()
    const price = { unitPrice: new Decimal(100), quantity: new Decimal(1), creditTypeId: USD_CENTS_ID }
    const recurring = newRecurring(setup.id, {
      accessAmount: { ...price, quantity: null },
      invoiceAmount: price,
      subscription: { subscriptionId: 'team', allocation: 'INDIVIDUAL', isSeatIncreaseProrated: false },
    })
    const seatConfig = { seatGroupKey: 'user', initialSeatIds: ['ann', 'bob'], initialUnassignedSeats: 0 }
    const subscription = { temporaryId: 'team', quantityManagementMode: 'SEAT_BASED', seatConfig } as const
    const { id: contractId, terms } = await sign({
      subscriptions: [newSubscription(seats.id, subscription)],
      recurringCommits: [recurring],
    })
    const september = async () => {
      const all = await findAllBalances(scope, customer.id, scope.clock.now(), { includeArchived: false })
      return all.filter(({ createdAt }) => createdAt === day('2024-09-01'))
    }
    const pricesOf = async () =>
      (await september()).map((one) => one.terms.invoice?.items[0]?.amount.toNumber())
    for (const { id } of await september()) {
      await editBalance(scope, { kind: 'commit', customerId: customer.id, id }, { name: 'mine' })
    }
    expect(await pricesOf()).toEqual([50, 50])
    const removed = { startingAt: day('2024-08-25'), action: 'REMOVE_SEATS', seatIds: ['bob'] } as const
    const update = { seatGroupKey: null, quantityUpdates: [], seatUpdates: [removed] }
    const subscriptionUpdates = [{ id: terms.subscriptions[0]?.id ?? '', ...update }]
    await editContract(
      scope,
      { customerId: customer.id, contractId },
      newEdit({ changes: { subscriptionUpdates } }),
    )
    expect(await pricesOf()).toEqual([100])
  })

  test('does not get back what was taken out of it', async () => {
    const { scope, refOf, child, amounts, order } = await openShelf()
    await editBalance(scope, await refOf('2024-08'), { name: 'mine' })
    await order('2024-08-05', 6)
    const increase = (await child('2024-08')).terms.access.segments[1]?.id ?? ''
    await editBalance(scope, await refOf('2024-08'), accessUpdate({ removedIds: [increase] }))
    expect(await amounts('2024-08')).toEqual([50])
  })

  test('goes as its period does, where the contract ends before', async () => {
    const { scope, ref, names, refOf } = await openShelf()
    await editBalance(scope, await refOf('2024-09'), { name: 'mine' })
    await updateContractEndDate(scope, ref, day('2024-09-01'))
    expect(await names()).toEqual(['monthly', 'commit', 'credit'])
  })
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
