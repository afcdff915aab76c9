import { type Decimal, divideQuantity } from '../../kernel/decimal.ts'
import type { PricedPart, PricingRule } from '../pricing-rule.ts'
import { leftOf } from './balance.ts'
import type { DrawStep } from './draw-step.ts'
import type { BalanceSegment } from './drawdown-order.ts'

/** A quantity that one balance covers, or none, at one price. */
export interface DrawnPart extends PricedPart {
  /** What it costs or takes of the balance; where a part was split, not quite `quantity` times `unitPrice`. */
  total: Decimal
  /** Null where no balance covers it. */
  balanceId: string | null
  segmentId: string | null
}

/** How far a step is covered. */
interface Position {
  at: Decimal
  /** What is left of a part that a balance could not pay whole; null where the next part is not begun. */
  rest: PricedPart | null
}

/**
 * Covers one charge by segments in turn. One that cannot pay a part whole pays all that it has left: the quantity which that
 * covers is cut off at 20 fractional digits, and the next segment takes the rest of both (semantics 25). The position in
 * the tiers goes on from one price to the other. What none of them pays is at the list price, and not covered.
 * @param segments those that apply to it, in the drawdown order.
 * @param left what is left of each segment by its id; what is drawn is taken off.
 * @param freeIds as for `drawDown`.
 * @returns in order of position; they add up to the charge's quantity.
 */
export function coverStep(
  step: DrawStep,
  segments: readonly BalanceSegment[],
  left: Map<string, Decimal>,
  freeIds: ReadonlySet<string>,
): DrawnPart[] {
  if (segments.length === 0) return listParts(step.listRule, startOf(step), step.to)
  return cutWhereFree(step, segments, freeIds).flatMap((piece) => coverPiece(piece, segments, left, freeIds))
}

function startOf({ from }: Pick<DrawStep, 'from'>): Position {
  return { at: from, rest: null }
}

/**
 * Cuts a step so that what costs nothing by the price of one of `freeIds` is a piece of its own: it is covered even where
 * what comes before it is not.
 */
function cutWhereFree<Step extends DrawStep>(
  step: Step,
  segments: readonly BalanceSegment[],
  freeIds: ReadonlySet<string>,
): Step[] {
  const { from, to, ruleFor } = step
  const free = segments.filter(({ segment }) => freeIds.has(segment.id))
  if (free.length === 0 || !from.lessThan(to)) return [step]
  const ends = free.flatMap(({ balance }) => {
    let end = from
    return ruleFor(balance)
      .parts(from, to)
      .map(({ quantity }) => (end = end.plus(quantity)))
  })
  const cuts = ends
    .toSorted((a, b) => a.comparedTo(b))
    .filter((end, index, all) => index === 0 || !end.equals(all[index - 1] ?? from))
  return cuts.map((end, index) => ({ ...step, from: cuts[index - 1] ?? from, to: end }))
}

function coverPiece(
  { from, to, listRule, ruleFor }: DrawStep,
  segments: readonly BalanceSegment[],
  left: Map<string, Decimal>,
  freeIds: ReadonlySet<string>,
): DrawnPart[] {
  const parts: DrawnPart[] = []
  let position = startOf({ from })
  for (const { balance, segment } of segments) {
    if (!position.at.lessThan(to)) break
    for (const part of partsFrom(ruleFor(balance), position, to)) {
      const available = leftOf(left, segment)
      if (available.isZero() && !(part.total.isZero() && freeIds.has(segment.id))) break
      const { paid, rest } = payPart(part, available)
      const isFree = part.total.isZero() && isFreeAtList(listRule, position.at, part.quantity)
      parts.push(drawnPart(paid, isFree ? null : balance.id, isFree ? null : segment.id))
      left.set(segment.id, available.minus(paid.total))
      position = { at: position.at.plus(paid.quantity), rest }
    }
  }
  return parts.length > 0 && position.at.equals(to) ? parts : [...parts, ...listParts(listRule, position, to)]
}

/** The parts to be covered, each up to where a tier ends; the first may be what is left of one that was split. */
function partsFrom(rule: PricingRule, { at, rest }: Position, to: Decimal): PricedPart[] {
  const parts = rule.parts(at, to)
  const [first] = parts
  if (first === undefined || parts.some(({ quantity }) => quantity.isZero() || quantity.isNegative())) {
    throw new Error('a charge of a quantity above 0 was priced in parts that are not')
  }
  return rest !== null && isSamePart(rest, first)
    ? [{ ...first, total: rest.total }, ...parts.slice(1)]
    : parts
}

/** Whether a part, priced anew, is what is left of one that was split; at another price it is not. */
function isSamePart(rest: PricedPart, part: PricedPart): boolean {
  return rest.unitPrice.equals(part.unitPrice) && rest.quantity.equals(part.quantity)
}

/** What an amount pays of a part: all of it, or as much as the amount covers, and the rest of it. */
function payPart(part: PricedPart, available: Decimal): { paid: PricedPart; rest: PricedPart | null } {
  const { quantity, total } = part
  if (total.lessThanOrEqualTo(available)) return { paid: part, rest: null }
  const covered = divideQuantity(quantity.times(available), total)
  return {
    paid: { ...part, quantity: covered, total: available },
    rest: { ...part, quantity: quantity.minus(covered), total: total.minus(available) },
  }
}

function isFreeAtList(listRule: PricingRule, from: Decimal, quantity: Decimal): boolean {
  return listRule.parts(from, from.plus(quantity)).every(({ total }) => total.isZero())
}

/** What no balance covers. */
function listParts(listRule: PricingRule, position: Position, to: Decimal): DrawnPart[] {
  const { at, rest } = position
  return listRule.parts(at, to).map((part, index) => {
    const isRest = index === 0 && rest !== null && isSamePart(rest, part)
    return drawnPart(isRest ? { ...part, total: rest.total } : part, null, null)
  })
}

function drawnPart(
  { quantity, unitPrice, total, tier }: PricedPart,
  balanceId: string | null,
  segmentId: string | null,
): DrawnPart {
  return { quantity, unitPrice, total, tier, balanceId, segmentId }
}
