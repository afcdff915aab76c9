import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { addRate } from '../rates/add.ts'
import { newEdit, newOverride, newSubscription, openDealDesk } from '../testing/contract-terms.ts'
import { flatPrice, newRate } from '../testing/fixtures.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { editContract } from './edit.ts'
import type { NewSubscription } from './new-terms.ts'
import { quantityHistory } from './quantity-history.ts'
import { seatsHistory, type SeatsFilter } from './seats-history.ts'
import type { QuantityUpdate, SeatUpdate } from './terms.ts'

const day = (text: string) => at(`${text}T00:00:00Z`)
const date = (instant: number) => new Date(instant).toISOString().slice(5, 10)

/** A subscription from August on, at 20 a month. */
async function openSubscribed(changes: Partial<NewSubscription> = {}, endingBefore: number | null = null) {
  const desk = await openDealDesk()
  const contract = await desk.sign({ endingBefore, subscriptions: [newSubscription(desk.seats.id, changes)] })
  const ref = { customerId: desk.customer.id, contractId: contract.id }
  const id = contract.terms.subscriptions[0]?.id ?? ''
  const change = (quantityUpdates: QuantityUpdate[], seatUpdates: SeatUpdate[] = []) =>
    editContract(
      desk.scope,
      ref,
      newEdit({
        changes: { subscriptionUpdates: [{ id, seatGroupKey: null, quantityUpdates, seatUpdates }] },
      }),
    )
  return { ...desk, ref, id, change }
}

describe('the history of quantities', () => {
  const to = (text: string, quantity: number) => ({
    startingAt: day(text),
    quantity: new Decimal(quantity),
    quantityDelta: null,
  })

  test('tells each change of quantity and of price up to now, a price from the next period on', async () => {
    const { scope, card, seats, ref, id, change } = await openSubscribed()
    await change([to('2024-09-15', 12), to('2024-10-15', 13), to('2024-12-01', 50)])
    const dearer = {
      billingFrequency: 'MONTHLY',
      price: flatPrice(25),
      startingAt: day('2024-10-10'),
    } as const
    await addRate(scope, card.id, newRate(seats.id, dearer))
    scope.setNow(day('2024-11-20'))
    const history = await quantityHistory(scope, ref, id)
    // 10 at 20 = 200; 12 at 20 = 240; in October, which began at 20, 13 at 20 = 260; from November on 13 at 25 = 325.
    expect(
      history.map(({ startingAt, parts }) => [
        date(startingAt),
        ...parts.map(
          ({ quantity, unitPrice, total }) =>
            `${quantity.toFixed()} × ${unitPrice.toFixed()} = ${total.toFixed()}`,
        ),
      ]),
    ).toEqual([
      ['08-01', '10 × 20 = 200'],
      ['09-15', '12 × 20 = 240'],
      ['10-15', '13 × 20 = 260'],
      ['11-01', '13 × 25 = 325'],
    ])
  })

  test('has the prices of the contract, and none where it is not billed', async () => {
    const { scope, ref, id } = await openSubscribed()
    const off = newOverride({
      type: null,
      multiplier: null,
      isEntitled: false,
      startingAt: day('2024-10-01'),
    })
    const half = newOverride({ startingAt: day('2024-09-01') })
    await editContract(scope, ref, newEdit({ added: { overrides: [half, off] } }))
    scope.setNow(day('2024-10-20'))
    const history = await quantityHistory(scope, ref, id)
    expect(
      history.map(({ startingAt, parts }) => [
        date(startingAt),
        ...parts.map(({ total }) => total.toNumber()),
      ]),
    ).toEqual([['08-01', 200], ['09-01', 100], ['10-01']])
  })

  test('is empty before the subscription starts, and not there for another', async () => {
    const { scope, ref, id } = await openSubscribed({ startingAt: day('2024-09-01') })
    expect(await quantityHistory(scope, ref, id)).toEqual([])
    expect(await refusalOf(quantityHistory(scope, ref, 'nothing'))).toMatchObject({
      kind: 'not_found',
      message: 'subscription_id: subscription nothing was not found',
    })
  })
})

describe('the history of seats', () => {
  const all: SeatsFilter = {
    coveringDate: null,
    startingAt: null,
    endingBefore: null,
    limit: 10,
    cursor: null,
  }

  async function openSeats() {
    const seatConfig = { seatGroupKey: 'user', initialSeatIds: ['ann'], initialUnassignedSeats: 1 }
    const opened = await openSubscribed(
      { quantityManagementMode: 'SEAT_BASED', seatConfig },
      day('2024-12-01'),
    )
    await opened.change(
      [],
      [
        { startingAt: day('2024-09-01'), action: 'ADD_SEATS', seatIds: ['bob', 'cid'] },
        { startingAt: day('2024-10-01'), action: 'REMOVE_SEATS', seatIds: ['ann'] },
      ],
    )
    const history = (filter: Partial<SeatsFilter> = {}) =>
      seatsHistory(opened.scope, opened.ref, opened.id, { ...all, ...filter })
    const starts = async (filter: Partial<SeatsFilter>) =>
      (await history(filter)).data.map(({ startingAt }) => date(startingAt))
    return { ...opened, history, starts }
  }

  test('tells who holds them, up to the end of the contract', async () => {
    const { history } = await openSeats()
    // Bob takes the seat that was open, Cid is one more.
    expect(await history()).toEqual({
      data: [
        {
          startingAt: day('2024-08-01'),
          endingBefore: day('2024-09-01'),
          totalQuantity: 2,
          assignedSeatIds: ['ann'],
        },
        {
          startingAt: day('2024-09-01'),
          endingBefore: day('2024-10-01'),
          totalQuantity: 3,
          assignedSeatIds: ['ann', 'bob', 'cid'],
        },
        {
          startingAt: day('2024-10-01'),
          endingBefore: day('2024-12-01'),
          totalQuantity: 2,
          assignedSeatIds: ['bob', 'cid'],
        },
      ],
      next_page: null,
    })
  })

  test.each<[filter: Partial<SeatsFilter>, expected: string[]]>([
    [{ coveringDate: day('2024-09-01') }, ['09-01']],
    [{ coveringDate: day('2024-12-01') }, []],
    [{ startingAt: day('2024-09-01') }, ['09-01', '10-01']],
    [{ endingBefore: day('2024-09-01') }, ['08-01', '09-01']],
    [{ startingAt: day('2024-08-10'), endingBefore: day('2024-08-20') }, ['08-01']],
  ])('by %j it holds %j', async (filter, expected) => {
    const { starts } = await openSeats()
    expect(await starts(filter)).toEqual(expected)
  })

  test('comes in pages', async () => {
    const { history } = await openSeats()
    const first = await history({ limit: 2 })
    expect(first.data).toHaveLength(2)
    const second = await history({ limit: 2, cursor: first.next_page })
    expect([second.data.map(({ startingAt }) => date(startingAt)), second.next_page]).toEqual([
      ['10-01'],
      null,
    ])
    expect((await refusalOf(history({ cursor: 'page-2' }))).message).toMatch(/^cursor: /)
  })

  test('is refused where there are none', async () => {
    const { scope, ref, id } = await openSubscribed()
    expect((await refusalOf(seatsHistory(scope, ref, id, all))).message).toBe(
      `subscription_id: subscription ${id} has no seats, as it is QUANTITY_ONLY`,
    )
  })
})
