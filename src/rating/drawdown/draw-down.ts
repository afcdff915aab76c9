import { type Decimal, divideQuantity } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import { isInForce } from '../../kernel/term.ts'
import type { PricedPart, PricingRule } from '../pricing-rule.ts'
import { leftOf, type Balance, type Remaining } from './balance.ts'
import { stepOrder, type DrawStep, type LineRef } from './draw-step.ts'
import { drawdownOrder, type BalanceSegment } from './drawdown-order.ts'
import { isApplicable } from './is-applicable.ts'

/** A quantity that one balance covers, or none, at one price. */
export interface DrawnPart extends PricedPart {
  /** What it costs or takes of the balance; where a part was split, not quite `quantity` times `unitPrice`. */
  total: Decimal
  /** Null where no balance covers it. */
  balanceId: string | null
  segmentId: string | null
}

/** A charge and what became of it. */
export interface DrawnStep<Step> {
  step: Step
  /** In order of position; they add up to the step's quantity. There is at least one. */
  parts: DrawnPart[]
}

/** An amount that was taken of a balance. */
export interface Application {
  balanceId: string
  segmentId: string
  at: Instant
  amount: Decimal
}

export interface Drawdown<Step> {
  /** In the order they were drawn. */
  steps: DrawnStep<Step>[]
  /** In the order they were taken; none is of 0. */
  applications: Application[]
  remaining: Remaining
}

/** How far a step is covered. */
interface Position {
  at: Decimal
  /** What is left of a part that a balance could not pay whole; null where the next part is not begun. */
  rest: PricedPart | null
}

/**
 * Draws a contract's charges on balances, each charge as it was met in time and with no look ahead (reference sections
 * 2.3 and 6). Each unit is covered by one balance, the first in the drawdown order that applies to it and has
 * something left, at the price that holds where that balance is drawn. Where it cannot pay a part whole it pays all
 * that it has left, the quantity covered is cut off at 20 fractional digits, and the next one takes the rest of both
 * (semantics 25). The position in the tiers goes on from one price to the other. A charge of no quantity, or a
 * negative one, is not covered, and gives nothing back. What is free is covered by none; where it is free by a
 * balance's price alone, it is that balance's and takes nothing of it.
 * @param steps in any order.
 * @param remaining what is left of each segment of the balances; it is not changed.
 * @param freeIds segments that cover what is free by their price also where nothing is left of them.
 */
export function drawDown<Step extends DrawStep>(
  steps: readonly Step[],
  balances: readonly Balance[],
  remaining: Remaining,
  contractId: string,
  freeIds: ReadonlySet<string> = NONE,
): Drawdown<Step> {
  const left = new Map(remaining)
  const applications: Application[] = []
  const inOrder = drawdownOrder(
    balances.flatMap((balance) => balance.segments.map((segment) => ({ balance, segment }))),
  )
  const ofLines = new Map<LineRef, BalanceSegment[]>()
  const segmentsFor = (line: LineRef) => {
    const own = ofLines.get(line) ?? inOrder.filter(({ balance }) => isApplicable(balance, line, contractId))
    ofLines.set(line, own)
    return own
  }
  const drawn = stepOrder(steps).map((step) => {
    const inForce = segmentsFor(step.line).filter(
      ({ segment }) =>
        isInForce(segment, step.at) && (!leftOf(left, segment).isZero() || freeIds.has(segment.id)),
    )
    const parts =
      inForce.length === 0
        ? listParts(step.listRule, startOf(step), step.to)
        : cutWhereFree(step, inForce, freeIds).flatMap((one) => coverStep(one, inForce, left, freeIds))
    for (const part of parts) addApplication(applications, part, step.at)
    return { step, parts }
  })
  return { steps: drawn, applications, remaining: left }
}

function startOf({ from }: Pick<DrawStep, 'from'>): Position {
  return { at: from, rest: null }
}

const NONE: ReadonlySet<string> = new Set()

/**
 * A step as several: what is free by the price of one of `freeIds` is drawn by itself, as it is covered also where what
 * comes before it is not.
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

/** @param left what is drawn is taken off. */
function coverStep(
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
    throw new Error('a rise has parts above 0')
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

function addApplication(applications: Application[], part: DrawnPart, at: Instant): void {
  const { balanceId, segmentId, total } = part
  if (balanceId === null || segmentId === null || total.isZero()) return
  applications.push({ balanceId, segmentId, at, amount: total })
}
