import { ZERO } from '../../kernel/decimal.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { drawDown, type Drawdown } from '../../rating/drawdown/draw-down.ts'
import { drawdownOrder } from '../../rating/drawdown/drawdown-order.ts'
import { isApplicable } from '../../rating/drawdown/is-applicable.ts'
import type { ChargeStep } from './draw-steps.ts'
import type { Draws } from '../balances/draws.ts'
import { isFall } from './whole-rises.ts'
import type { InvoiceHead } from '../invoice.ts'

/**
 * Draws charges that are not told apart by the hour, where the hours cannot matter; null where they may. They do not where
 * every charge is paid whole by the first commit or credit that covers it, which lasts for all of them: no segment starts
 * or ends within the period, none is used up, and no price for commits changes. Quantities must not have gone down within.
 */
export function drawWhole(
  { contract }: InvoiceHead,
  period: TimeRange,
  steps: readonly ChargeStep[],
  draws: Draws,
): Drawdown<ChargeStep> | null {
  if (contract.terms.overrides.some(({ isCommitSpecific }) => isCommitSpecific)) return null
  if (steps.some(isFall)) return null
  const segments = draws.balances.flatMap((balance) =>
    balance.segments
      .filter(({ startingAt, endingBefore }) => startingAt < period.to && endingBefore > period.from)
      .map((segment) => ({ balance, segment })),
  )
  const isCut = segments.some(
    ({ segment }) => segment.startingAt > period.from || segment.endingBefore < period.to,
  )
  // Before the period there may be other segments.
  if (isCut || steps.some(({ at }) => at < period.from)) return null
  const drawdown = drawDown(steps, draws.balances, draws.remaining, contract.id)
  const inOrder = drawdownOrder(
    segments.filter(({ segment }) => draws.remaining.get(segment.id)?.greaterThan(ZERO)),
  )
  const isUsedUp = (id: string) => !(drawdown.remaining.get(id) ?? ZERO).greaterThan(ZERO)
  const isByFirst = drawdown.steps.every(({ step, parts }) => {
    const first = inOrder.find(({ balance }) => isApplicable(balance, step.line, contract.id))?.segment.id
    return parts.every(({ segmentId, quantity, total }) => {
      if (quantity.isZero()) return true
      if (!total.isZero()) return segmentId === (first ?? null)
      // What is free by the commit's price alone costs something once the commit is used up, and the other way round.
      return first === undefined || !isUsedUp(first)
    })
  })
  return isByFirst ? drawdown : null
}
