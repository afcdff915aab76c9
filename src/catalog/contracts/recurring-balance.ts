import type { Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Recurrence, RecurrenceFrequency } from '../../rating/drawdown/recurring.ts'
import type { AmountRounding } from '../../rating/subscription.ts'
import type { Applicability, BalanceRateType, ChildAccess } from '../balances/terms.ts'

/** What each of them comes to: a quantity at a unit price. */
export interface RecurringAmount {
  unitPrice: Decimal
  quantity: Decimal
  creditTypeId: string
}

/** The subscription whose quantity is multiplied with the unit price. */
export interface RecurringSubscription {
  subscriptionId: string
  /** One balance for all seats, or one for each. */
  allocation: 'POOLED' | 'INDIVIDUAL'
  isSeatIncreaseProrated: boolean
}

/** A commit or credit that is granted again and again (reference section 6; OpenAPI, createContract). */
export interface RecurringBalance extends Applicability {
  id: string
  name: string | null
  description: string | null
  productId: string
  /** The lowest is drawn first. */
  priority: Decimal
  rateType: BalanceRateType
  /** Without a quantity where it is a subscription's. */
  accessAmount: Omit<RecurringAmount, 'quantity'> & { quantity: Decimal | null }
  /** What is paid for each; null where it costs nothing; always so of credits. */
  invoiceAmount: RecurringAmount | null
  startingAt: Instant
  /** From when on none is made; null where the contract's end ends it. */
  endingBefore: Instant | null
  /** For how many periods each can be drawn. */
  durationPeriods: number
  /** Null for the periods of the contract's usage statements. */
  recurrenceFrequency: RecurrenceFrequency | null
  /** Which of those it makes are prorated, where their period is cut. */
  proration: Recurrence['proration']
  /** How prorated amounts are rounded; null where they are not. */
  accessRounding: AmountRounding | null
  invoiceRounding: AmountRounding | null
  subscription: RecurringSubscription | null
  /** What share of each is carried over to the contract that renews this one, at most; null is none. */
  rolloverFraction: Decimal | null
  /** Passed on to each that it makes. */
  childAccess: ChildAccess
  netsuiteSalesOrderId: string | null
  createdAt: Instant
}
