import type { TimeRange } from '../kernel/window.ts'
import { drawDown, type Drawdown } from '../rating/drawdown/draw-down.ts'
import type { ChargeStep } from './draw-steps.ts'
import { drawWhole } from './draw-whole.ts'
import type { Draws } from './draws.ts'
import type { InvoiceHead } from './invoice.ts'
import { isFall, wholeRises } from './whole-rises.ts'

/**
 * Draws charges that are told apart by the hour, as if hour by hour: a stretch of time in which hours cannot matter
 * (`drawWhole`) is drawn at once, any other is halved, down to its hours. So a month in which a commit runs out is a few
 * dozen charges, and not thousands. Charges that fall are drawn hour by hour.
 * @returns the charges as they were drawn, those of a stretch as one.
 */
export function drawByHalves(
  head: InvoiceHead,
  steps: readonly ChargeStep[],
  draws: Draws,
): Drawdown<ChargeStep> {
  const { balances, remaining } = draws
  if (steps.some(isFall)) return drawDown(steps, balances, remaining, head.contract.id)
  const inOrder = steps.toSorted((a, b) => a.at - b.at)
  const drawn: Drawdown<ChargeStep> = { steps: [], applications: [], remaining }
  const stretches = [{ first: 0, end: inOrder.length }]
  for (let one = stretches.pop(); one !== undefined; one = stretches.pop()) {
    const { first, end } = one
    const some = inOrder.slice(first, end)
    const whole = drawStretch(head, some, { ...draws, remaining: drawn.remaining })
    if (whole === null) {
      const middle = middleOf(inOrder, first, end)
      stretches.push({ first: middle, end }, { first, end: middle })
      continue
    }
    drawn.steps.push(...whole.steps)
    drawn.applications.push(...whole.applications)
    drawn.remaining = whole.remaining
  }
  return drawn
}

/** @returns null where it is to be halved. */
function drawStretch(
  head: InvoiceHead,
  steps: readonly ChargeStep[],
  draws: Draws,
): Drawdown<ChargeStep> | null {
  const [first, last] = [steps[0], steps.at(-1)]
  if (first === undefined || last === undefined || first.at === last.at) {
    return drawDown(steps, draws.balances, draws.remaining, head.contract.id)
  }
  const time: TimeRange = { from: first.at, to: last.at + 1 }
  return drawWhole(head, time, wholeRises(steps), draws)
}

/** Where the later half begins, by time: what is charged at one instant stays together. @param steps of two instants or more. */
function middleOf(steps: readonly ChargeStep[], first: number, end: number): number {
  const [start, half] = [steps[first]?.at, steps[Math.floor((first + end) / 2)]?.at]
  const isLater = ({ at }: ChargeStep) => (half === start ? at > (start ?? at) : at >= (half ?? at))
  const middle = steps.findIndex((step, index) => index > first && index < end && isLater(step))
  if (middle === -1) throw new Error('a stretch of one instant has no halves')
  return middle
}
