import type {
  AMOUNT_ROUNDING_METHODS,
  COLLECTION_SCHEDULES,
  INVOICE_BEHAVIORS,
  INVOICE_PLACEMENTS,
  QUANTITY_MANAGEMENT_MODES,
  WordOf,
} from '../kernel/contract-words.ts'
import type { Decimal } from '../kernel/decimal.ts'
import type { Instant } from '../kernel/instant.ts'
import type { BillingFrequency } from './billing-period.ts'

/** How an amount of money is rounded, where a contract says so; negative places round to powers of ten. */
export interface AmountRounding {
  method: WordOf<typeof AMOUNT_ROUNDING_METHODS>
  decimalPlaces: number
}

/** From an instant on a subscription has this quantity. */
export interface QuantityChange {
  startingAt: Instant
  quantity: Decimal
}

/** From an instant on these seats are held by name, and so many more are not. */
export interface SeatChange {
  startingAt: Instant
  seatIds: readonly string[]
  unassignedSeats: number
}

/** A recurring charge: a quantity at a rate of the card, period for period (reference section 6, Subscriptions). */
export interface Subscription {
  id: string
  name: string | null
  description: string | null
  productId: string
  billingFrequency: BillingFrequency
  collectionSchedule: WordOf<typeof COLLECTION_SCHEDULES>
  isProrated: boolean
  invoiceBehavior: WordOf<typeof INVOICE_BEHAVIORS>
  rounding: AmountRounding | null
  startingAt: Instant
  /** Null where it lasts as long as its contract. */
  endingBefore: Instant | null
  /** Where one of its billing periods starts; the others follow from it. */
  anchorAt: Instant
  invoicePlacement: WordOf<typeof INVOICE_PLACEMENTS>
  quantityManagementMode: WordOf<typeof QUANTITY_MANAGEMENT_MODES>
  /** In order of time; the first is of the start. */
  quantities: readonly QuantityChange[]
  /** The property that names an event's seat; null where quantities are given directly. */
  seatGroupKey: string | null
  /** In order of time; empty where quantities are given directly. */
  seats: readonly SeatChange[]
  customFields: Readonly<Record<string, string>>
  createdAt: Instant
}
