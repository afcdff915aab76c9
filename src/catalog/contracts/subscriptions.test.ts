import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { newSubscription, openDealDesk } from '../testing/contract-terms.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import type { NewSubscription } from './new-terms.ts'
import { MONTHLY_STATEMENTS } from './usage-statement-schedule.ts'

const AUGUST = at('2024-08-01T00:00:00Z')
const SEPTEMBER = at('2024-09-01T00:00:00Z')

const seatConfig = { seatGroupKey: 'user', initialSeatIds: ['ann', 'bob'], initialUnassignedSeats: 3 }
const seatBased = { quantityManagementMode: 'SEAT_BASED', seatConfig } as const

test('a subscription starts with its contract, on the anchor of its usage statements, and is prorated', async () => {
  const { seats, sign } = await openDealDesk()
  const { terms } = await sign({
    startingAt: at('2024-08-15T00:00:00Z'),
    usageStatementSchedule: {
      ...MONTHLY_STATEMENTS,
      day: 'CUSTOM_DATE',
      billingAnchorAt: at('2024-08-10T00:00:00Z'),
    },
    subscriptions: [newSubscription(seats.id)],
  })
  const [subscription] = terms.subscriptions
  expect(subscription).toEqual({
    id: subscription?.id,
    name: null,
    description: null,
    productId: seats.id,
    billingFrequency: 'MONTHLY',
    collectionSchedule: 'ADVANCE',
    isProrated: true,
    invoiceBehavior: 'BILL_ON_NEXT_COLLECTION_DATE',
    rounding: null,
    startingAt: at('2024-08-15T00:00:00Z'),
    endingBefore: null,
    anchorAt: at('2024-08-10T00:00:00Z'),
    invoicePlacement: 'ON_USAGE_INVOICE',
    quantityManagementMode: 'QUANTITY_ONLY',
    quantities: [{ startingAt: at('2024-08-15T00:00:00Z'), quantity: new Decimal(10) }],
    quantityUpdates: [
      { startingAt: at('2024-08-15T00:00:00Z'), quantity: new Decimal(10), quantityDelta: null },
    ],
    seatGroupKey: null,
    seats: [],
    seatUpdates: [],
    customFields: {},
    createdAt: at('2024-08-15T12:00:00Z'),
  })
})

test('seats are a quantity: two that are assigned and three that are not make five', async () => {
  const { seats, sign } = await openDealDesk()
  const { terms } = await sign({ subscriptions: [newSubscription(seats.id, seatBased)] })
  expect(terms.subscriptions[0]).toMatchObject({
    quantityManagementMode: 'SEAT_BASED',
    seatGroupKey: 'user',
    quantities: [{ startingAt: AUGUST, quantity: new Decimal(5) }],
    seats: [{ startingAt: AUGUST, seatIds: ['ann', 'bob'], unassignedSeats: 3 }],
  })
})

describe('a subscription is refused', () => {
  test.each<[field: string, rule: string, changes: Partial<NewSubscription>]>([
    ['starting_at', "must not be before the contract's starting_at", { startingAt: AUGUST - 1 }],
    ['starting_at', "must be before the contract's ending_before", { startingAt: SEPTEMBER }],
    ['ending_before', "must not be after the contract's ending_before", { endingBefore: SEPTEMBER + 1 }],
    [
      'proration.invoice_behavior',
      'BILL_IMMEDIATELY needs collection_schedule ADVANCE',
      { invoiceBehavior: 'BILL_IMMEDIATELY', collectionSchedule: 'ARREARS' },
    ],
    [
      'initial_quantity',
      'is required, as quantity_management_mode is QUANTITY_ONLY',
      { initialQuantity: null },
    ],
    ['initial_quantity', 'the quantity would be negative', { initialQuantity: new Decimal(-1) }],
    ['seat_config', 'is only for SEAT_BASED subscriptions', { seatConfig }],
    [
      'seat_config',
      'is required, as quantity_management_mode is SEAT_BASED',
      { quantityManagementMode: 'SEAT_BASED' },
    ],
    [
      'initial_quantity',
      'is only for QUANTITY_ONLY subscriptions',
      { ...seatBased, initialQuantity: new Decimal(5) },
    ],
    [
      'seat_config.initial_seat_ids',
      '"ann" is named twice',
      { ...seatBased, seatConfig: { ...seatConfig, initialSeatIds: ['ann', 'bob', 'ann'] } },
    ],
    [
      'seat_config.initial_unassigned_seats',
      'the subscription would have over 1000 seats',
      { ...seatBased, seatConfig: { ...seatConfig, initialUnassignedSeats: 999 } },
    ],
  ])('by its %s: %s', async (field, rule, changes) => {
    const { seats, sign } = await openDealDesk()
    const subscriptions = [newSubscription(seats.id), newSubscription(seats.id, changes)]
    const refusal = await refusalOf(sign({ endingBefore: SEPTEMBER, subscriptions }))
    expect(refusal).toMatchObject({ kind: 'invalid', message: `subscriptions.1.${field}: ${rule}` })
  })

  test('without a rate of its frequency on the card at its start', async () => {
    const { seats, sign } = await openDealDesk()
    const message = (frequency: string) =>
      `subscriptions.0.subscription_rate: the rate card has no ${frequency} rate for product ${seats.id} when the subscription starts`
    const yearly = newSubscription(seats.id, { billingFrequency: 'ANNUAL' })
    expect((await refusalOf(sign({ subscriptions: [yearly] }))).message).toBe(message('ANNUAL'))
    // The desk's rates start in August.
    const early = sign({ startingAt: at('2024-07-01T00:00:00Z'), subscriptions: [newSubscription(seats.id)] })
    expect((await refusalOf(early)).message).toBe(message('MONTHLY'))
  })

  test('of a product of another type, and without a rate card', async () => {
    const { seats, requests, sign } = await openDealDesk()
    const usage = await refusalOf(sign({ subscriptions: [newSubscription(requests.id)] }))
    expect(usage.message).toBe(
      'subscriptions.0.subscription_rate.product_id: must be a product of type SUBSCRIPTION, not USAGE',
    )
    const cardless = await refusalOf(sign({ rateCardId: null, subscriptions: [newSubscription(seats.id)] }))
    expect(cardless.message).toBe('subscriptions.0.subscription_rate: the contract has no rate card')
  })
})
