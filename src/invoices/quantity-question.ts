import type { Instant } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'
import type { EventFilter } from '../metrics/usage-filter.ts'
import type { BilledProduct } from './billed-products.ts'
import type { EventSource } from './event-source.ts'

/** Whose usage is asked for, over which period, cut where. */
export interface QuantityQuestion {
  /** Every text the customer's events may carry, its id first. */
  identifiers: readonly string[]
  period: TimeRange
  /** Where what is billed begins, if not with the period. */
  billedFrom?: Instant | undefined
  /** Where quantities are read apart: the period's start, then each instant at which any price changes, in order. */
  segmentStarts: readonly Instant[]
  /** Those of one product alone, for metrics that cost an evaluation for each. */
  segmentStartsOf: (product: BilledProduct) => readonly Instant[]
  usageFilters: readonly EventFilter[]
  /** Only events up to this `accepted_sequence` count (semantics 31); all where there is none. */
  cutoff?: number | undefined
  /** What is read in place of the stored events; these where there is none. */
  events?: EventSource | undefined
}

/** The same for questions about the same customer. */
export function ownerKey({ identifiers }: Pick<QuantityQuestion, 'identifiers'>): string {
  return JSON.stringify(identifiers)
}
