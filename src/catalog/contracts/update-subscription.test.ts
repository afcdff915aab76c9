import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { openSigned } from '../testing/signed-contract.ts'
import type { SubscriptionUpdate } from './contract-change.ts'

const AUGUST = at('2024-08-01T00:00:00Z')
const SEPTEMBER = at('2024-09-01T00:00:00Z')
const OCTOBER = at('2024-10-01T00:00:00Z')
const NOVEMBER = at('2024-11-01T00:00:00Z')

describe('a subscription', () => {
  const update = (id: string, changes: Partial<SubscriptionUpdate>) => ({
    changes: {
      subscriptionUpdates: [{ id, seatGroupKey: null, quantityUpdates: [], seatUpdates: [], ...changes }],
    },
  })
  const delta = (startingAt: number, quantity: number) => ({
    startingAt,
    quantity: null,
    quantityDelta: new Decimal(quantity),
  })

  test('changes in quantity, also by what later edits add before', async () => {
    const { edit, subscription } = await openSigned()
    await edit(update(subscription.id, { quantityUpdates: [delta(OCTOBER, 2)] }))
    const { terms } = await edit(update(subscription.id, { quantityUpdates: [delta(SEPTEMBER, -1)] }))
    // 10, then 9 from September, and 2 more in October.
    expect(
      terms.subscriptions[0]?.quantities.map(({ startingAt, quantity }) => [startingAt, quantity.toNumber()]),
    ).toEqual([
      [AUGUST, 10],
      [SEPTEMBER, 9],
      [OCTOBER, 11],
    ])
  })

  test('is ended, opened again and rounded', async () => {
    const { edit, subscription } = await openSigned()
    const rounding = { method: 'FLOOR', decimalPlaces: 0 } as const
    const { terms } = await edit(update(subscription.id, { endingBefore: OCTOBER, rounding }))
    expect(terms.subscriptions[0]).toMatchObject({ endingBefore: OCTOBER, rounding })
    const opened = await edit(update(subscription.id, { endingBefore: null, rounding: null }))
    expect(opened.terms.subscriptions[0]).toMatchObject({ endingBefore: null, rounding: null })
  })

  test('gets seats in place of a quantity, which are assigned from then on', async () => {
    const { edit, subscription } = await openSigned()
    await edit(update(subscription.id, { quantityUpdates: [delta(OCTOBER, -4)] }))
    const { terms } = await edit(
      update(subscription.id, {
        seatGroupKey: 'user',
        seatUpdates: [{ startingAt: SEPTEMBER, action: 'ADD_SEATS', seatIds: ['ann', 'bob'] }],
      }),
    )
    // Of 10 seats two are taken in September; in October four of the other eight go.
    expect(terms.subscriptions[0]).toMatchObject({
      quantityManagementMode: 'SEAT_BASED',
      seatGroupKey: 'user',
      quantityUpdates: [],
      seats: [
        { startingAt: AUGUST, seatIds: [], unassignedSeats: 10 },
        { startingAt: SEPTEMBER, seatIds: ['ann', 'bob'], unassignedSeats: 8 },
        { startingAt: OCTOBER, seatIds: ['ann', 'bob'], unassignedSeats: 4 },
      ],
    })
    expect(terms.subscriptions[0]?.quantities.map(({ quantity }) => quantity.toNumber())).toEqual([10, 10, 6])
    expect((await refusalOf(edit(update(subscription.id, { seatGroupKey: 'user' })))).message).toBe(
      'update_subscriptions.0.quantity_management_mode_update.quantity_management_mode: the subscription is SEAT_BASED already',
    )
  })

  test.each<[field: string, rule: string, changes: Partial<SubscriptionUpdate>]>([
    ['', 'changes nothing of the subscription', {}],
    ['.ending_before', 'must be after starting_at', { endingBefore: AUGUST }],
    [
      '.quantity_updates.0.quantity',
      'is required, or quantity_delta in its place, and not both',
      { quantityUpdates: [{ startingAt: SEPTEMBER, quantity: null, quantityDelta: null }] },
    ],
    ['.quantity_updates.0.quantity_delta', 'must not be 0', { quantityUpdates: [delta(SEPTEMBER, 0)] }],
    [
      '.quantity_updates.1',
      'the quantity would be negative',
      { quantityUpdates: [delta(SEPTEMBER, -4), delta(OCTOBER, -7)] },
    ],
    [
      '.quantity_updates.0.starting_at',
      "must not be before the subscription's starting_at",
      { quantityUpdates: [delta(AUGUST - 1, 1)] },
    ],
    [
      '.quantity_updates.0.starting_at',
      'must be before the subscription ends',
      { quantityUpdates: [delta(NOVEMBER, 1)] },
    ],
    [
      '.seat_updates',
      'are for SEAT_BASED subscriptions; this one takes quantity_updates',
      { seatUpdates: [{ startingAt: SEPTEMBER, action: 'ADD_UNASSIGNED', quantity: 1 }] },
    ],
    [
      '.seat_updates.remove_seat_ids.1.seat_ids',
      '"ann" is named twice',
      {
        seatGroupKey: 'user',
        seatUpdates: [
          { startingAt: SEPTEMBER, action: 'ADD_SEATS', seatIds: ['ann'] },
          { startingAt: SEPTEMBER, action: 'REMOVE_SEATS', seatIds: ['bob'] },
          { startingAt: SEPTEMBER, action: 'REMOVE_SEATS', seatIds: ['ann', 'ann'] },
        ],
      },
    ],
    [
      '.seat_updates.add_unassigned_seats.0',
      'the subscription would have over 1000 seats',
      {
        seatGroupKey: 'user',
        seatUpdates: [{ startingAt: SEPTEMBER, action: 'ADD_UNASSIGNED', quantity: 991 }],
      },
    ],
  ])('is not changed by%s: %s', async (field, rule, changes) => {
    const { edit, subscription } = await openSigned()
    const refusal = await refusalOf(edit(update(subscription.id, changes)))
    expect(refusal).toMatchObject({ kind: 'invalid', message: `update_subscriptions.0${field}: ${rule}` })
  })

  test('of a broken number has no seats, and what is not there is not found', async () => {
    const { edit, subscription } = await openSigned({ initialQuantity: new Decimal('2.5') })
    expect((await refusalOf(edit(update(subscription.id, { seatGroupKey: 'user' })))).message).toMatch(
      /SEAT_BASED needs whole quantities, and there is one of 2\.5$/,
    )
    for (const [field, changes] of [
      ['update_subscriptions.0.subscription_id: subscription', update('nothing', {}).changes],
      ['remove_overrides.0.id: override', { removedOverrideIds: ['nothing'] }],
      ['archive_scheduled_charges.0.id: scheduled charge', { archivedChargeIds: ['nothing'] }],
    ] as const) {
      expect(await refusalOf(edit({ changes }))).toMatchObject({
        kind: 'not_found',
        message: `${field} nothing was not found`,
      })
    }
  })
})
