import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { editContract } from '../contracts/edit.ts'
import { getContract } from '../contracts/get.ts'
import { updateContractEndDate } from '../contracts/update-end-date.ts'
import type { SeatUpdate } from '../contracts/terms.ts'
import { USD_CENTS_ID } from '../pricing-units/get.ts'
import { accessUpdate, newRecurring, newSegment } from '../testing/balances.ts'
import { newEdit, newSubscription, openDealDesk } from '../testing/contract-terms.ts'
import { addInvoice } from '../testing/invoices.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { editBalance } from './edit.ts'
import { findAllBalances } from './find-all.ts'
import { findBalances } from './find.ts'
import type { CatalogBalance } from './rows.ts'
import { updateBalanceEndDate } from './update-end-date.ts'
import { openShelf } from '../testing/shelf.ts'

const day = (text: string) => at(`${text}T00:00:00Z`)

/** Seats that are granted 100 each a month, for 100 that they share; each has a child of its own. */
async function openSeats(...initialSeatIds: string[]) {
  const { scope, customer, setup, seats, sign } = await openDealDesk()
  const price = { unitPrice: new Decimal(100), quantity: new Decimal(1), creditTypeId: USD_CENTS_ID }
  const recurring = newRecurring(setup.id, {
    accessAmount: { ...price, quantity: null },
    invoiceAmount: price,
    subscription: { subscriptionId: 'team', allocation: 'INDIVIDUAL', isSeatIncreaseProrated: false },
  })
  const seatConfig = { seatGroupKey: 'user', initialSeatIds, initialUnassignedSeats: 0 }
  const inArrears = { temporaryId: 'team', collectionSchedule: 'ARREARS' } as const
  const subscription = { ...inArrears, quantityManagementMode: 'SEAT_BASED', seatConfig } as const
  const contract = await sign({
    subscriptions: [newSubscription(seats.id, subscription)],
    recurringCommits: [recurring],
  })
  const ref = { customerId: customer.id, contractId: contract.id }
  const september = async () => {
    const all = await findAllBalances(scope, customer.id, scope.clock.now(), { includeArchived: false })
    return all.filter(({ createdAt }) => createdAt >= day('2024-09-01'))
  }
  const change = async (seatUpdate: SeatUpdate) => {
    const id = contract.terms.subscriptions[0]?.id ?? ''
    const update = { id, seatGroupKey: null, quantityUpdates: [], seatUpdates: [seatUpdate] }
    await editContract(scope, ref, newEdit({ changes: { subscriptionUpdates: [update] } }))
  }
  const refOf = ({ id }: CatalogBalance) => ({ kind: 'commit', customerId: customer.id, id }) as const
  return { scope, contract, ref, september, change, refOf }
}

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
    const { scope, september, change, refOf } = await openSeats('ann', 'bob', 'cem', 'dee', 'eve')
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
    const { scope, september, change, refOf } = await openSeats()
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

test('a price that a seat was given by itself is not also that of another with its place, as it comes back', async () => {
  const { scope, september, change, refOf } = await openSeats('ann')
  scope.setNow(day('2024-09-10'))
  const startingAt = day('2024-09-01')
  await change({ startingAt, action: 'ADD_SEATS', seatIds: ['bob', 'cem'] })
  await change({ startingAt, action: 'REMOVE_SEATS', seatIds: ['ann'] })
  const paid = async () =>
    (await september()).filter(({ createdAt, terms }) => createdAt === startingAt && terms.invoice !== null)
  const [bobs = expect.fail()] = await paid()
  const [item = expect.fail()] = bobs.terms.invoice?.items ?? []
  const price = {
    id: item.id,
    timestamp: null,
    amount: null,
    unitPrice: new Decimal(60),
    quantity: new Decimal(1),
  }
  await editBalance(scope, refOf(bobs), {
    invoice: { addedItems: [], itemUpdates: [price], removedItemIds: [] },
  })
  const prices = async () =>
    (await paid())
      .flatMap(({ terms }) => terms.invoice?.items ?? [])
      .map(({ id, amount }) => [id, amount.toNumber()])
  await change({ startingAt, action: 'REMOVE_SEATS', seatIds: ['bob'] })
  expect(await prices()).toEqual([[item.id, 100]])
  await change({ startingAt, action: 'ADD_SEATS', seatIds: ['bob'] })
  expect(await prices()).toEqual([[item.id, 60]])
})

describe('the child of a seat that was kept as its contract ended', () => {
  /** On 10 September, with who pays for it billed: its price, as it is by now, and who has a child. */
  async function openBilled(...seatIds: string[]) {
    const desk = await openSeats(...seatIds)
    const { scope, contract, ref, september } = desk
    scope.setNow(day('2024-09-10'))
    const ofMonth = async () => (await september()).filter(({ createdAt }) => createdAt === day('2024-09-01'))
    const prices = async () =>
      (await ofMonth())
        .flatMap(({ terms }) => terms.invoice?.items ?? [])
        .map(({ amount }) => amount.toNumber())
    const seen = async () =>
      (await ofMonth())
        .map(({ origin }) => origin?.kind === 'RECURRING' && origin.subscription?.seatId)
        .sort((a, b) => String(a).localeCompare(String(b)))
    const items = (await ofMonth()).flatMap(({ terms }) => terms.invoice?.items ?? [])
    await addInvoice(scope, contract, { chargeIds: items.map(({ id }) => id) })
    const end = (date: string | null) => updateContractEndDate(scope, ref, date === null ? null : day(date))
    const replace = async (date: string, leaving: string, joining: string) => {
      await desk.change({ startingAt: day(date), action: 'ADD_SEATS', seatIds: [joining] })
      await desk.change({ startingAt: day(date), action: 'REMOVE_SEATS', seatIds: [leaving] })
    }
    return { ...desk, ofMonth, prices, seen, end, replace }
  }

  test.each([null, '2025-01-01'])(
    'goes with the seat once the contract runs again, to %s',
    async (longer) => {
      const { end, replace, prices, seen } = await openBilled('ann', 'bob')
      for (const date of ['2024-09-01', longer]) await end(date)
      expect([await seen(), await prices()]).toEqual([
        ['ann', 'bob'],
        [50, 50],
      ])
      await replace('2024-09-01', 'ann', 'cem')
      expect([await seen(), await prices()]).toEqual([['bob', 'cem'], [100]])
      await end('2024-09-01')
      expect(await seen()).toEqual(['bob'])
    },
  )

  test('keeps its seat there where an invoice drew on it', async () => {
    const { scope, contract, ofMonth, end, change } = await openBilled('ann', 'bob')
    const [{ id: balanceId, terms, origin } = expect.fail()] = await ofMonth()
    const segmentId = terms.access.segments[0]?.id ?? ''
    await addInvoice(scope, contract, { draws: [{ balanceId, segmentId, amount: 6 }] })
    for (const date of ['2024-09-01', null]) await end(date)
    const seatId = (origin?.kind === 'RECURRING' ? origin.subscription?.seatId : null) ?? ''
    const removed = change({ startingAt: day('2024-09-01'), action: 'REMOVE_SEATS', seatIds: [seatId] })
    await expect(removed).rejects.toThrow('of which finalized invoices have drawn 6')
  })

  test('stays where it was drawn, also where the seat joins later than it did as its child was changed', async () => {
    const { scope, contract, september, change, refOf, end } = await openBilled('ann')
    const ofBob = async () =>
      (await september()).filter(
        ({ origin, createdAt }) =>
          origin?.kind === 'RECURRING' &&
          origin.subscription?.seatId === 'bob' &&
          createdAt < day('2024-10-01'),
      )
    await change({ startingAt: day('2024-09-05'), action: 'ADD_SEATS', seatIds: ['bob'] })
    const [bobs = expect.fail()] = await ofBob()
    await editBalance(scope, refOf(bobs), { name: 'mine' })
    await change({ startingAt: day('2024-09-05'), action: 'REMOVE_SEATS', seatIds: ['bob'] })
    await change({ startingAt: day('2024-09-15'), action: 'ADD_SEATS', seatIds: ['bob'] })
    const segmentId = bobs.terms.access.segments[0]?.id ?? ''
    const period = { from: day('2024-09-15'), to: day('2024-09-20') }
    await addInvoice(scope, contract, { period, draws: [{ balanceId: bobs.id, segmentId, amount: 6 }] })
    await end('2024-09-10')
    expect((await ofBob()).map(({ id }) => id)).toEqual([bobs.id])
  })

  test('keeps its part of the price where others have its place by what was said until it ran again', async () => {
    const { end, replace, prices, seen } = await openBilled('ann', 'bob')
    await end('2024-09-01')
    await replace('2024-08-20', 'ann', 'cem')
    await end(null)
    expect([await seen(), await prices()]).toEqual([
      ['ann', 'bob', 'cem'],
      [50, 50],
    ])
  })

  test('leaves the rest of the price to the others, also where it is less than the share of one', async () => {
    const { end, replace, prices } = await openBilled('ann', 'bob', 'cem', 'dee', 'eve')
    await end('2024-09-01')
    for (const leaving of ['ann', 'bob', 'cem']) await replace('2024-08-20', leaving, `not ${leaving}`)
    await end(null)
    expect((await prices()).sort((a, b) => a - b)).toEqual([20, 20, 20, 40])
  })

  test('keeps all of it where it paid alone', async () => {
    const { end, replace, prices, seen } = await openBilled('ann')
    await end('2024-09-01')
    await replace('2024-08-20', 'ann', 'bob')
    await end(null)
    expect([await seen(), await prices()]).toEqual([['ann', 'bob'], [100]])
  })
})
