import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { editContract } from '../contracts/edit.ts'
import { getContract } from '../contracts/get.ts'
import { updateContractEndDate } from '../contracts/update-end-date.ts'
import { accessUpdate, newSegment } from '../testing/balances.ts'
import { newEdit } from '../testing/contract-terms.ts'
import { at } from '../testing/memory-catalog.ts'
import { openSeatsOfTheirOwn } from '../testing/seats.ts'
import { openShelf } from '../testing/shelf.ts'
import { refusalOf } from '../testing/refusal.ts'
import { editBalance } from './edit.ts'
import { findBalances } from './find.ts'
import type { CatalogBalance } from './rows.ts'
import { updateBalanceEndDate } from './update-end-date.ts'

const day = (text: string) => at(`${text}T00:00:00Z`)

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

  test('keeps its rate type, its times and what was added to it as they were given', async () => {
    const { scope, refOf, child, amounts, order } = await openShelf()
    const segmentId = (await child('2024-09')).terms.access.segments[0]?.id ?? ''
    const times = { startingAt: day('2024-09-05'), endingBefore: day('2024-09-25') }
    const { access } = accessUpdate({
      added: [newSegment('2024-09-06T00:00:00Z', '2024-09-10T00:00:00Z', 7)],
      updates: [{ id: segmentId, amount: null, ...times }],
    })
    await editBalance(scope, await refOf('2024-09'), { rateType: 'COMMIT_RATE', access })
    await order('2024-08-20', 8)
    expect(await amounts('2024-09')).toEqual([80, 7])
    const { terms } = await child('2024-09')
    expect(terms.rateType).toBe('COMMIT_RATE')
    expect(terms.access.segments[0]).toMatchObject(times)
  })

  test('keeps the amount given to one increase, also where an earlier one makes up for it by now', async () => {
    const { scope, refOf, child, amounts, order } = await openShelf()
    await order('2024-08-10', 8)
    await order('2024-08-12', 9)
    const increase = (await child('2024-08')).terms.access.segments[1]?.id ?? ''
    const given = { id: increase, amount: new Decimal(33), startingAt: null, endingBefore: null }
    await editBalance(scope, await refOf('2024-08'), accessUpdate({ updates: [given] }))
    await order('2024-08-12', 10)
    expect(await amounts('2024-08')).toEqual([50, 33, 20])
    await order('2024-08-05', 8)
    expect(await amounts('2024-08')).toEqual([50, 30, 33, 20])
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

  test('of a seat shares the price with those who are there as it starts, unless it was given one', async () => {
    const { scope, september, change, refOf } = await openSeatsOfTheirOwn('ann', 'bob', 'cem', 'dee', 'eve')
    const seatOf = ({ origin }: CatalogBalance) =>
      origin?.kind === 'RECURRING' ? origin.subscription?.seatId : null
    const pricesOf = async () =>
      Object.fromEntries(
        (await september()).map((one) => [seatOf(one), one.terms.invoice?.items[0]?.amount.toNumber()]),
      )
    for (const one of await september()) await editBalance(scope, refOf(one), { name: 'mine' })
    expect(await pricesOf()).toEqual({ ann: 20, bob: 20, cem: 20, dee: 20, eve: 20 })
    for (const one of (await september()).filter((child) => seatOf(child) === 'ann')) {
      const given = { timestamp: null, amount: new Decimal(80), unitPrice: null, quantity: null }
      const itemUpdates = (one.terms.invoice?.items ?? []).map(({ id }) => ({ id, ...given }))
      await editBalance(scope, refOf(one), { invoice: { addedItems: [], itemUpdates, removedItemIds: [] } })
    }
    await change({ startingAt: day('2024-08-25'), action: 'REMOVE_SEATS', seatIds: ['bob'] })
    expect(await pricesOf()).toEqual({ ann: 80, cem: 25, dee: 25, eve: 25 })
  })

  test('of a seat starts as that joins by now, and grants nothing where it was to end before', async () => {
    const { scope, september, change, refOf } = await openSeatsOfTheirOwn()
    const join = (date: string) => change({ startingAt: day(date), action: 'ADD_SEATS', seatIds: ['ann'] })
    const leave = (date: string) =>
      change({ startingAt: day(date), action: 'REMOVE_SEATS', seatIds: ['ann'] })
    const granted = async () => (await september()).map(({ terms }) => terms.access.segments)
    const endingBefore = day('2024-09-18')
    await join('2024-09-10')
    for (const one of await september()) {
      const end = { accessEndingBefore: endingBefore, invoicesEndingBefore: null }
      await updateBalanceEndDate(scope, refOf(one), end)
    }
    await leave('2024-09-10')
    await join('2024-09-12')
    expect(await granted()).toMatchObject([[{ startingAt: day('2024-09-12'), endingBefore }]])
    await leave('2024-09-12')
    await join('2024-09-20')
    expect(await granted()).toEqual([[]])
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
