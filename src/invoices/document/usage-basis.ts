import type { Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import type { EventFilter } from '../../metrics/usage-filter.ts'
import type { QuantityConversion, QuantityRounding } from '../../rating/quantity.ts'
import type { GroupValues } from '../../rating/usage-line.ts'

/**
 * What the usage on an invoice follows from, besides the events: kept with a finalized one, so that its quantities can be
 * counted again when aliases, filters, products and prices are others (semantics 31).
 */
export interface UsageBasis {
  /** Only events up to it count, by `accepted_sequence`; null on a draft, which counts all. */
  cutoff: number | null
  /** Since when quantities count, and until when: the invoice's period, or all of the billing period that it ends with. */
  period: TimeRange
  /** Where the invoice's own period begins, if not with that. */
  billedFrom?: Instant
  /** Every text that the customer's events carried. */
  identifiers: readonly string[]
  usageFilters: readonly EventFilter[]
  /** How each product was measured, by its id, in order of time. */
  measures: Readonly<Record<string, readonly UsageMeasure[]>>
  /** What each line of usage is, by the line's id. */
  pieces: ReadonlyMap<string, readonly QuantityPiece[]>
  unrated: readonly UnratedUsage[]
}

/** How a version of a product measures usage. */
export interface UsageMeasure {
  metricId: string
  /** While it is in force, within the invoice's period. */
  period: TimeRange
  conversion: QuantityConversion | null
  rounding: QuantityRounding | null
  pricingGroupKey: readonly string[]
  presentationGroupKey: readonly string[]
  /** Whether all of it counts at the period's last instant (semantics 19, SERVICE_PERIOD). */
  isAtEnd: boolean
  /**
   * Whether it counts at the last instant of the measure's own time, less what it came to before that. Invoices of earlier
   * releases do not say so: theirs counts at the period's last instant.
   */
  isOfOwnTime?: boolean
}

/**
 * A part of a line's quantity. A group's position is the quantity that was used so far in the period. The piece is how far
 * the position went between two instants, of which only what lies between two bounds counts.
 */
export interface QuantityPiece {
  from: Instant
  to: Instant
  /** Null where nothing bounds it. */
  low: Bound | null
  high: Bound | null
}

/** A bound of a piece: where a tier ends, or where a commit or credit begins or ends to cover, which the ledger says. */
export interface Bound {
  at: Decimal
  of: 'TIER' | 'LEDGER'
}

/** Usage that matches no rate (semantics 29). */
export interface UnratedUsage {
  productId: string
  productName: string
  metricId: string
  pricingGroupValues: GroupValues
  /** In the units of the product's lines: converted and rounded. */
  quantity: Decimal
}
