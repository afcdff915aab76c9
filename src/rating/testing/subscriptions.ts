import { Decimal } from '../../kernel/decimal.ts'
import type { QuantityChange, Subscription } from '../subscription.ts'

/** The start of a day. */
export const at = (day: string) => Date.parse(`${day}T00:00Z`)

/** Quantities as they are written in tests: since when, and how many. */
export function quantities(...written: [since: string, quantity: number][]): QuantityChange[] {
  return written.map(([since, quantity]) => ({ startingAt: at(since), quantity: new Decimal(quantity) }))
}

/** 10 seats a month from 1 January 2024 on, in advance. */
export function seats(changes: Partial<Subscription> = {}): Subscription {
  return {
    id: 'seats',
    name: null,
    description: null,
    productId: 'seat',
    billingFrequency: 'MONTHLY',
    collectionSchedule: 'ADVANCE',
    isProrated: true,
    invoiceBehavior: 'BILL_IMMEDIATELY',
    rounding: null,
    startingAt: at('2024-01-01'),
    endingBefore: null,
    anchorAt: at('2024-01-01'),
    invoicePlacement: 'ON_USAGE_INVOICE',
    quantityManagementMode: 'QUANTITY_ONLY',
    quantities: quantities(['2024-01-01', 10]),
    seatGroupKey: null,
    seats: [],
    customFields: {},
    createdAt: 0,
    ...changes,
  }
}
