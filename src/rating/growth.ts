import { type Decimal, ZERO } from '../kernel/decimal.ts'
import type { Instant } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'
import type { CumulativeQuantity } from './usage-line.ts'

/** What a quantity did in the segment that starts at an instant. */
export interface Growth {
  at: Instant
  /** The quantity used so far in the period, before. */
  readonly from: Decimal
  /** The same after; less where it fell. */
  readonly to: Decimal
}

/**
 * What a group's billed quantity did. Worked out where it is asked for: of the hours of a month that are read for a commit
 * to be drawn, most never are.
 */
export class MeteredGrowth implements Growth {
  readonly at: Instant
  readonly #before: MeteredGrowth | null
  readonly #row: CumulativeQuantity
  readonly #positionOf: (row: CumulativeQuantity) => Decimal
  #to: Decimal | null = null

  /**
   * @param before what the one before it did; null for the first.
   * @param positionOf what is billed so far in the period at the end of a row's segment.
   */
  constructor(
    row: CumulativeQuantity,
    before: MeteredGrowth | null,
    positionOf: (row: CumulativeQuantity) => Decimal,
  ) {
    this.at = row.segmentStart
    this.#before = before
    this.#row = row
    this.#positionOf = positionOf
  }

  get from(): Decimal {
    return this.#before?.to ?? ZERO
  }

  get to(): Decimal {
    return (this.#to ??= this.#positionOf(this.#row))
  }
}

/** What grew within a period: the same list where all of it did. @param growth in order of time. */
export function growthWithin(growth: readonly Growth[], { from, to }: TimeRange): readonly Growth[] {
  const [first, last] = [growth[0], growth.at(-1)]
  if (first === undefined || last === undefined || (from <= first.at && last.at < to)) return growth
  return growth.filter(({ at }) => from <= at && at < to)
}
