import type { Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import { isInForce } from '../../kernel/term.ts'
import { leftOf, type Balance, type Remaining } from './balance.ts'
import { coverStep, type DrawnPart } from './cover-step.ts'
import { stepOrder, type DrawStep, type LineRef } from './draw-step.ts'
import { drawdownOrder, type BalanceSegment } from './drawdown-order.ts'
import { isApplicable } from './is-applicable.ts'

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

/**
 * Draws a contract's charges on balances, each charge as it was met in time and with no look ahead (reference sections
 * 2.3 and 6). Each unit is covered by one balance, the first in the drawdown order that applies to it and has
 * something left, at the price that holds where that balance is drawn (`coverStep`). A charge of no quantity, or a
 * negative one, is not covered, and gives nothing back. What costs nothing at the list price is covered by no balance;
 * what costs nothing by a balance's own price alone is covered by that balance, and takes nothing of it.
 * @param steps in any order.
 * @param remaining what is left of each segment of the balances; it is not changed.
 * @param freeIds segments that cover what costs nothing by their own price even once nothing is left of them.
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
    const parts = coverStep(step, inForce, left, freeIds)
    for (const part of parts) addApplication(applications, part, step.at)
    return { step, parts }
  })
  return { steps: drawn, applications, remaining: left }
}

const NONE: ReadonlySet<string> = new Set()

function addApplication(applications: Application[], part: DrawnPart, at: Instant): void {
  const { balanceId, segmentId, total } = part
  if (balanceId === null || segmentId === null || total.isZero()) return
  applications.push({ balanceId, segmentId, at, amount: total })
}
