import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { isApplicable } from '../../rating/drawdown/is-applicable.ts'
import { charge } from '../../rating/drawdown/testing/balances.ts'
import type { NewRecurringBalance, NewSubscription } from '../contracts/new-terms.ts'
import { updateContractEndDate } from '../contracts/update-end-date.ts'
import { USD_CENTS_ID } from '../pricing-units/get.ts'
import { newRecurring } from '../testing/balances.ts'
import { newSubscription } from '../testing/contract-terms.ts'
import { at } from '../testing/memory-catalog.ts'
import { openRecurring, segmentsOf } from '../testing/recurring.ts'
import { isSeatAdjustment } from './seat-adjustment.ts'
import { drawnBalance } from './to-drawn.ts'

const day = (text: string) => at(`${text}T00:00:00Z`)
const dayOf = (instant: number) => formatInstant(instant).slice(0, 10)

describe('where a subscription says how many', () => {
  const perSeat = { unitPrice: new Decimal(30), quantity: null, creditTypeId: USD_CENTS_ID }
  const openSeats = (
    allocation: 'POOLED' | 'INDIVIDUAL',
    subscription: Partial<NewSubscription>,
    changes: Partial<NewRecurringBalance> = {},
  ) =>
    openRecurring(({ setup, seats }) => ({
      subscriptions: [newSubscription(seats.id, { temporaryId: 'team', ...subscription })],
      recurringCommits: [
        newRecurring(setup.id, {
          accessAmount: perSeat,
          subscription: { subscriptionId: 'team', allocation, isSeatIncreaseProrated: true },
          startingAt: day('2024-09-01'),
          ...changes,
        }),
      ],
    }))
  const withSeats = (...initialSeatIds: string[]): Partial<NewSubscription> => ({
    quantityManagementMode: 'SEAT_BASED',
    seatConfig: { seatGroupKey: 'user', initialSeatIds, initialUnassignedSeats: 0 },
  })

  const changeSeats =
    (action: 'ADD_SEATS' | 'REMOVE_SEATS') =>
    async (
      { edit, contract }: Awaited<ReturnType<typeof openSeats>>,
      startingAt: string,
      ...seatIds: string[]
    ) => {
      const [subscription] = (await contract()).terms.subscriptions
      const changed = { startingAt: day(startingAt), action, seatIds }
      const update = { seatGroupKey: null, quantityUpdates: [], seatUpdates: [changed] }
      await edit({ changes: { subscriptionUpdates: [{ id: subscription?.id ?? '', ...update }] } })
    }
  const addSeats = changeSeats('ADD_SEATS')
  const removeSeats = changeSeats('REMOVE_SEATS')

  test('a pooled child grows with the quantity, also where that is changed later', async () => {
    const open = await openSeats('POOLED', withSeats('ann', 'bob'))
    const [before] = await open.until('2024-08-15')
    await addSeats(open, '2024-09-11', 'cem')
    const [child, ...others] = await open.until('2024-08-15')
    if (child === undefined) throw new Error('September has a child')
    expect([child.id, others]).toEqual([before?.id, []])
    // 30 × 2, and from the 11th on 30 × 20 / 30.
    expect(segmentsOf([child])).toEqual([
      ['2024-09-01', '2024-10-01', '60'],
      ['2024-09-11', '2024-10-01', '20'],
    ])
    expect(child.terms.access.segments.map(({ id }) => isSeatAdjustment(child, id))).toEqual([false, true])
    expect(child.origin).toMatchObject({ subscription: { allocation: 'POOLED', seatId: null } })
  })

  test('nobody who was to join as the subscription ends is granted anything', async () => {
    for (const allocation of ['POOLED', 'INDIVIDUAL'] as const) {
      const open = await openSeats(allocation, withSeats('ann'))
      await addSeats(open, '2024-09-25', 'bob')
      const before = segmentsOf(await open.until('2024-08-15')).map(([start]) => start)
      expect(before).toEqual(['2024-09-01', '2024-09-25'])
      const [subscription] = (await open.contract()).terms.subscriptions
      const update = { endingBefore: day('2024-09-25'), quantityUpdates: [], seatUpdates: [] }
      const changes = {
        subscriptionUpdates: [{ id: subscription?.id ?? '', seatGroupKey: null, ...update }],
      }
      await open.edit({ changes })
      expect(segmentsOf(await open.until('2024-08-15'))).toEqual([['2024-09-01', '2024-10-01', '30']])
    }
  })

  test('there is none while the subscription does not run', async () => {
    const subscription = { startingAt: day('2024-10-01'), endingBefore: day('2024-11-01') }
    const { until } = await openSeats('POOLED', { ...subscription, initialQuantity: new Decimal(3) })
    expect(segmentsOf(await until('2024-12-15'))).toEqual([['2024-10-01', '2024-11-01', '90']])
  })

  test('nor where the contract ends before it does', async () => {
    const { scope, ref, until } = await openSeats('POOLED', { startingAt: day('2024-10-01') })
    await updateContractEndDate(scope, ref, day('2024-09-16'))
    expect(await until('2024-12-15')).toEqual([])
  })

  test('each seat has a child of its own, and those that are there at the start share the price', async () => {
    const invoiceAmount = {
      unitPrice: new Decimal(100),
      quantity: new Decimal(1),
      creditTypeId: USD_CENTS_ID,
    }
    const open = await openSeats('INDIVIDUAL', withSeats('ann', 'bob', 'cem'), { invoiceAmount })
    await addSeats(open, '2024-09-11', 'dee')
    const children = await open.until('2024-08-15')
    const found = children.map(({ origin, createdAt, terms }) => [
      origin?.kind === 'RECURRING' ? origin.subscription?.seatId : null,
      dayOf(createdAt),
      terms.access.segments.map(({ amount }) => amount.toFixed()),
      terms.invoice?.items.map(({ amount }) => amount.toFixed()),
    ])
    // 100 / 3, and the last takes what is left of 100; dee has 20 of 30 days.
    expect(found).toEqual([
      ['ann', '2024-09-01', ['30'], ['33.33333333333333333333']],
      ['bob', '2024-09-01', ['30'], ['33.33333333333333333333']],
      ['cem', '2024-09-01', ['30'], ['33.33333333333333333334']],
      ['dee', '2024-09-11', ['20'], undefined],
    ])
    expect(new Set(children.map(({ id }) => id)).size).toBe(4)
  })

  test('a seat that is added to a start that is over costs nothing more, as the price may be paid', async () => {
    const invoiceAmount = {
      unitPrice: new Decimal(100),
      quantity: new Decimal(1),
      creditTypeId: USD_CENTS_ID,
    }
    const open = await openSeats('INDIVIDUAL', withSeats('ann'), { invoiceAmount })
    const pricesOf = async () =>
      (await open.until('2024-09-15'))
        .filter(({ createdAt }) => createdAt === day('2024-09-01'))
        .map(({ terms }) => terms.invoice?.items[0]?.amount.toNumber())
    await addSeats(open, '2024-09-01', 'bob')
    expect(await pricesOf()).toEqual([50, 50])
    open.scope.setNow(day('2024-09-25'))
    await addSeats(open, '2024-09-01', 'cem')
    expect(await pricesOf()).toEqual([50, 50, undefined])
    await removeSeats(open, '2024-09-01', 'ann')
    expect(await pricesOf()).toEqual([100, undefined])
    await addSeats(open, '2024-09-01', 'ann')
    expect((await pricesOf()).filter((price) => price !== undefined)).toEqual([100])
  })

  test('who takes the place of all seats of a start pays its price, as the last of them would have', async () => {
    const invoiceAmount = {
      unitPrice: new Decimal(100),
      quantity: new Decimal(1),
      creditTypeId: USD_CENTS_ID,
    }
    const open = await openSeats('INDIVIDUAL', withSeats('ann', 'bob'), { invoiceAmount })
    const billed = async () =>
      (await open.until('2024-09-15'))
        .filter(({ createdAt }) => createdAt === day('2024-09-01'))
        .flatMap(({ terms }) => terms.invoice?.items ?? [])
        .map(({ id, amount }) => [id, amount.toNumber()])
    const [, [bobs] = []] = await billed()
    open.scope.setNow(day('2024-09-25'))
    await removeSeats(open, '2024-09-01', 'ann')
    await addSeats(open, '2024-09-01', 'cem', 'dee')
    expect(await billed()).toEqual([[bobs, 100]])
    await removeSeats(open, '2024-09-01', 'bob')
    expect(await billed()).toEqual([[bobs, 100]])
    await removeSeats(open, '2024-09-01', 'cem')
    await addSeats(open, '2024-09-01', 'bob')
    expect(await billed()).toEqual([[bobs, 100]])
    await removeSeats(open, '2024-09-01', 'bob', 'dee')
    expect(await billed()).toEqual([])
  })

  test('a seat’s child is drawn by its own usage alone', async () => {
    const open = await openSeats('INDIVIDUAL', withSeats('ann', 'bob'), {
      applicableProductTags: ['core'],
    })
    const [ann] = await open.until('2024-08-15')
    if (ann === undefined) throw new Error('ann has a child')
    const isDrawnBy = (changes: Parameters<typeof charge>[0] & object) =>
      isApplicable(
        drawnBalance(ann, 'Setup'),
        charge({ productTags: ['core'], creditTypeId: USD_CENTS_ID, ...changes }),
        open.ref.contractId,
      )
    expect(isDrawnBy({ presentationGroupValues: { user: 'ann' } })).toBe(true)
    expect(isDrawnBy({ pricingGroupValues: { user: 'ann' } })).toBe(true)
    expect(isDrawnBy({ presentationGroupValues: { user: 'bob' } })).toBe(false)
    expect(isDrawnBy({})).toBe(false)
    expect(isDrawnBy({ productTags: [], presentationGroupValues: { user: 'ann' } })).toBe(false)
  })
})
