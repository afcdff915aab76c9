import { type Decimal, ZERO } from '../kernel/decimal.ts'
import type { Instant } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'

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
  readonly #place: number
  readonly #positionAt: (place: number) => Decimal
  #to: Decimal | null = null

  /**
   * @param at when its segment starts.
   * @param before what the one before it did; null for the first.
   * @param place of its segment in the series.
   * @param positionAt what is billed so far in the period at the end of a segment.
   */
  constructor(
    at: Instant,
    before: MeteredGrowth | null,
    place: number,
    positionAt: (place: number) => Decimal,
  ) {
    this.at = at
    this.#before = before
    this.#place = place
    this.#positionAt = positionAt
  }

  get from(): Decimal {
    return this.#before?.to ?? ZERO
  }

  get to(): Decimal {
    return (this.#to ??= this.#positionAt(this.#place))
  }
}

/** What grew within a period: the same list where all of it did. @param growth in order of time. */
export function growthWithin(growth: readonly Growth[], { from, to }: TimeRange): readonly Growth[] {
  const [first, last] = [growth[0], growth.at(-1)]
  if (first === undefined || last === undefined || (from <= first.at && last.at < to)) return growth
  return growth.filter(({ at }) => from <= at && at < to)
}
