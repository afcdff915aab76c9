import type { Instant } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'
import type { EventFilter } from '../metrics/usage-filter.ts'
import type { CumulativeQuantity } from '../rating/usage-line.ts'
import type { BilledProduct } from './billed-products.ts'
import type { EventSource } from './event-source.ts'
import type { MeteredVersion } from './metered-versions.ts'

/** Whose usage is asked for, over which period, cut where. */
export interface QuantityQuestion {
  /** Every text the customer's events may carry. */
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
  /** What is read in place of the stored events; these, through the metrics' views, where there is none. */
  events?: EventSource | undefined
}

/** The same for questions about the same customer. */
export function ownerKey({ identifiers }: Pick<QuantityQuestion, 'identifiers'>): string {
  return JSON.stringify(identifiers)
}

/** What was found of a product. */
export type FoundQuantity = readonly [BilledProduct, CumulativeQuantity]

/** A row of a quantities query. */
export interface QuantityRow {
  product_number: number
  segment_start: Instant
  groups: (string | null)[]
  cumulative: CumulativeQuantity['cumulative']
  /** Not there for metrics in SQL, of which it is not known. */
  may_fall?: boolean
}

/** The product that a row is of, and its quantity. @throws Error where the row is of none of the blocks asked for. */
export function quantityOf(versions: readonly MeteredVersion[], row: QuantityRow): FoundQuantity {
  const metered = versions[row.product_number]
  if (metered === undefined) throw new Error(`no block ${row.product_number} was asked for`)
  const { segment_start: segmentStart, groups, cumulative, may_fall: mayFall = true } = row
  return [metered.product, { version: metered.versionIndex, segmentStart, groups, cumulative, mayFall }]
}
