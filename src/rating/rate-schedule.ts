import type { Instant } from '../kernel/instant.ts'
import { isInForce, type Term } from '../kernel/term.ts'

/** A rate's place in time: in force from its start, to its end where it has one. */
export interface RateTerm extends Term {
  /** The order in which rates were added. */
  seq: number
}

/** A stretch of time in which one rate is in force; `to` is null where it has no end. */
export interface RateSegment<Rate> {
  from: Instant
  to: Instant | null
  rate: Rate
}

/**
 * Lays the rates of one product and one set of pricing group values out in time. Where several cover an
 * instant, the one that starts last is in force, and of those that start together the one added last
 * (docs/decisions/0006-rates-that-overlap.md). Segments come in order; where no rate applies there is none.
 */
export function rateSegments<Rate extends RateTerm>(rates: readonly Rate[]): RateSegment<Rate>[] {
  const changes = rates.flatMap(({ startingAt, endingBefore }) => [startingAt, endingBefore])
  const starts = [...new Set(changes.filter((at) => at !== null))].sort((a, b) => a - b)
  const segments: RateSegment<Rate>[] = []
  for (const [index, from] of starts.entries()) {
    const rate = rateInForce(rates, from)
    const previous = segments.at(-1)
    if (previous?.to === from && previous.rate === rate) previous.to = starts[index + 1] ?? null
    else if (rate !== null) segments.push({ from, to: starts[index + 1] ?? null, rate })
  }
  return segments
}

/** The rate that is in force at an instant, or null. */
export function rateInForce<Rate extends RateTerm>(rates: readonly Rate[], at: Instant): Rate | null {
  return rates
    .filter((rate) => isInForce(rate, at))
    .reduce<Rate | null>((best, rate) => (best === null || isLater(rate, best) ? rate : best), null)
}

function isLater(rate: RateTerm, other: RateTerm): boolean {
  return rate.startingAt === other.startingAt ? rate.seq > other.seq : rate.startingAt > other.startingAt
}
