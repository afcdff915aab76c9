import { type Decimal, ZERO } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import type { Price } from '../../rating/price.ts'
import type { LineTier } from '../../rating/usage-line.ts'
import type { Bound, QuantityPiece } from '../document/usage-basis.ts'

/** What a line is that no commit or credit covers in part: all that its time brought to its tier. */
export function wholePiece(line: { period: TimeRange; tier: LineTier | null; price: Price }): QuantityPiece {
  const { period, tier, price } = line
  const isLast = 'tiers' in price && price.tiers.length === tier?.level
  return { ...period, low: tierStart(tier), high: isLast ? null : tierEnd(tier) }
}

/** What one segment did to the position of a group, cut into parts that lines are made of. */
export interface PositionStep {
  /** The segment's start. */
  at: Instant
  from: Decimal
  to: Decimal
  /** In order of position, from the one to the other. */
  parts: readonly PositionPart[]
}

interface PositionPart {
  lineId: string
  quantity: Decimal
  tier: LineTier | null
}

/** What a line takes of a run of steps. */
interface Interval {
  low: Decimal
  high: Decimal
  tier: LineTier | null
}

/**
 * The pieces that make up the lines of one stretch, of which commits and credits cover some. While the position only rises,
 * or only falls, a line is made of what lies between bounds, however many segments there were; where it turns, a piece
 * ends. Bounds at which the position itself ends are left open, so that the events alone say how far it goes.
 * @param steps in order of time.
 * @returns by the line's id, each at least one.
 */
export function drawnPieces(steps: readonly PositionStep[], period: TimeRange): Map<string, QuantityPiece[]> {
  const pieces = new Map<string, QuantityPiece[]>()
  const runs = runsOf(steps)
  for (const [index, run] of runs.entries()) {
    const from = index === 0 ? period.from : (run[0]?.at ?? period.from)
    const to = runs[index + 1]?.[0]?.at ?? period.to
    for (const [lineId, own] of piecesOfRun(run, { from, to })) {
      pieces.set(lineId, [...(pieces.get(lineId) ?? []), ...own])
    }
  }
  for (const { lineId, tier, at } of unmoved(steps)) {
    if (!pieces.has(lineId)) pieces.set(lineId, [unmovedPiece(period, steps, tier, at)])
  }
  return pieces
}

/** Steps in which the position goes one way. */
function runsOf(steps: readonly PositionStep[]): PositionStep[][] {
  const runs: PositionStep[][] = []
  let sign = 0
  for (const step of steps) {
    const own = step.to.comparedTo(step.from)
    const last = runs.at(-1)
    if (last === undefined || sign * own < 0) runs.push([step])
    else last.push(step)
    if (own !== 0) sign = own
  }
  return runs
}

function piecesOfRun(run: readonly PositionStep[], time: TimeRange): Map<string, QuantityPiece[]> {
  const [first, last] = [run[0]?.from ?? ZERO, run.at(-1)?.to ?? ZERO]
  const [lowest, highest] = last.lessThan(first) ? [last, first] : [first, last]
  const bounded = [...intervalsOf(run)].map(([lineId, intervals]) => {
    const own = joined(intervals).map(({ low, high, tier }): QuantityPiece => {
      const [start, end] = [tierStart(tier), tierEnd(tier)]
      const isOpenBelow = low.equals(lowest) && (start === null || start.at.lessThanOrEqualTo(low))
      const isOpenAbove = high.equals(highest) && (end === null || end.at.greaterThanOrEqualTo(high))
      return {
        ...time,
        low: isOpenBelow ? start : boundAt(low, start),
        high: isOpenAbove ? end : high.equals(highest) ? null : boundAt(high, end),
      }
    })
    return [lineId, own] as const
  })
  return new Map(bounded)
}

/** What each line takes of a run, in order of time. What goes on where the last one ended is one with it. */
function intervalsOf(run: readonly PositionStep[]): Map<string, Interval[]> {
  const ofLines = new Map<string, Interval[]>()
  for (const { from, parts } of run) {
    let position = from
    for (const { lineId, quantity, tier } of parts) {
      const before = position
      position = position.plus(quantity)
      if (quantity.isZero()) continue
      const own = ofLines.get(lineId) ?? []
      if (own.length === 0) ofLines.set(lineId, own)
      const last = own.at(-1)
      if (quantity.isNegative()) own.push({ low: position, high: before, tier })
      else if (last?.high.equals(before) === true) last.high = position
      else own.push({ low: before, high: position, tier })
    }
  }
  return ofLines
}

/** Intervals that touch, as one. */
function joined(intervals: readonly Interval[]): readonly Interval[] {
  if (intervals.length < 2) return intervals
  const found: Interval[] = []
  for (const interval of intervals.toSorted((a, b) => a.low.comparedTo(b.low))) {
    const last = found.at(-1)
    if (last?.high.equals(interval.low) === true) last.high = interval.high
    else found.push({ ...interval })
  }
  return found
}

interface UnmovedPart {
  lineId: string
  tier: LineTier | null
  at: Decimal
}

function unmoved(steps: readonly PositionStep[]): UnmovedPart[] {
  return steps.flatMap(({ from, parts }) =>
    parts.filter(({ quantity }) => quantity.isZero()).map(({ lineId, tier }) => ({ lineId, tier, at: from })),
  )
}

/** A line without quantity: where the position moved all the same, it went to others. */
function unmovedPiece(
  period: TimeRange,
  steps: readonly PositionStep[],
  tier: LineTier | null,
  at: Decimal,
): QuantityPiece {
  const hasMoved = steps.some(({ from, to }) => !from.equals(to))
  const bound: Bound = { at, of: 'LEDGER' }
  return hasMoved ? { ...period, low: bound, high: bound } : { ...period, low: tierStart(tier), high: null }
}

function boundAt(at: Decimal, tierBound: Bound | null): Bound {
  return tierBound?.at.equals(at) === true ? tierBound : { at, of: 'LEDGER' }
}

/** Null for the first, which holds what lies below 0. */
function tierStart(tier: LineTier | null): Bound | null {
  return tier === null || tier.level === 1 ? null : { at: tier.startingAt, of: 'TIER' }
}

/** Null where it has none; the last tier of a price goes on past its own. */
function tierEnd(tier: LineTier | null): Bound | null {
  return tier === null || tier.size === null ? null : { at: tier.startingAt.plus(tier.size), of: 'TIER' }
}
