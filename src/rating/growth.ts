import { type Decimal, ZERO } from '../kernel/decimal.ts'
import type { Instant } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'

/** What a quantity did in the segment that starts at an instant. */
export interface Growth {
  at: Instant
  /** The quantity used so far in the period, before. */
  from: Decimal
  /** The same after; less where it fell. */
  to: Decimal
}

/** What a quantity did, segment by segment. */
export interface GrowthSeries {
  /** When the segments start in which it did anything, in order, each once. */
  readonly segmentStarts: readonly Instant[]
  /** The quantity used so far in the period before a segment, by its place among them. */
  fromAt(place: number): Decimal
  /** The same after. */
  toAt(place: number): Decimal
}

/**
 * What a group's billed quantity did. Worked out where it is asked for: of the hours of a month that are read for a commit
 * to be drawn, most never are.
 */
export class MeteredGrowth implements GrowthSeries {
  readonly segmentStarts: readonly Instant[]
  readonly #before: Decimal
  readonly #positionAt: (place: number) => Decimal
  // The last one that was asked for: mostly the next one goes on from there.
  #place = -1
  #position = ZERO

  /**
   * @param before what was billed so far in the period before the first segment.
   * @param positionAt the same at the end of a segment.
   */
  constructor(segmentStarts: readonly Instant[], before: Decimal, positionAt: (place: number) => Decimal) {
    this.segmentStarts = segmentStarts
    this.#before = before
    this.#positionAt = positionAt
  }

  fromAt(place: number): Decimal {
    return place === 0 ? this.#before : this.toAt(place - 1)
  }

  toAt(place: number): Decimal {
    if (this.#place !== place) {
      this.#position = this.#positionAt(place)
      this.#place = place
    }
    return this.#position
  }
}

/** Growth that is at hand. @param growth in order of time, at most one an instant. */
export function seriesOfGrowth(growth: readonly Growth[]): GrowthSeries {
  const at = (place: number) => {
    const one = growth[place]
    if (one === undefined) throw new Error(`there is no segment ${place}`)
    return one
  }
  return {
    segmentStarts: growth.map((one) => one.at),
    fromAt: (place) => at(place).from,
    toAt: (place) => at(place).to,
  }
}

/** A series segment by segment. */
export function growthOf(series: GrowthSeries): Growth[] {
  return series.segmentStarts.map((at, place) => ({
    at,
    from: series.fromAt(place),
    to: series.toAt(place),
  }))
}

/** What grew within a period: the same series where all of it did. */
export function growthWithin(series: GrowthSeries, { from, to }: TimeRange): GrowthSeries {
  const { segmentStarts } = series
  const first = segmentStarts.findIndex((at) => from <= at)
  const count = first < 0 ? 0 : segmentStarts.findLastIndex((at) => at < to) + 1 - first
  if (count === segmentStarts.length) return series
  if (count <= 0) return NO_GROWTH
  return {
    segmentStarts: segmentStarts.slice(first, first + count),
    fromAt: (place) => series.fromAt(first + place),
    toAt: (place) => series.toAt(first + place),
  }
}

/** One series after another that ends before it starts. */
export function joinGrowth(earlier: GrowthSeries, later: GrowthSeries): GrowthSeries {
  const { length } = earlier.segmentStarts
  if (length === 0) return later
  return {
    segmentStarts: [...earlier.segmentStarts, ...later.segmentStarts],
    fromAt: (place) => (place < length ? earlier.fromAt(place) : later.fromAt(place - length)),
    toAt: (place) => (place < length ? earlier.toAt(place) : later.toAt(place - length)),
  }
}

/** The series of what did nothing. */
export const NO_GROWTH: GrowthSeries = seriesOfGrowth([])
