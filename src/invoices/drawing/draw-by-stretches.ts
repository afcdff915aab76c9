import { drawDown, type Drawdown } from '../../rating/drawdown/draw-down.ts'
import { chargeSteps, chargesWithin, type ChargeCurve } from './charge-curve.ts'
import type { ChargeStep } from './draw-steps.ts'
import { drawWhole } from './draw-whole.ts'
import type { Draws } from '../balances/draws.ts'
import { guessEnd } from './guess-end.ts'
import type { InvoiceHead } from '../invoice.ts'
import { isFall } from './whole-rises.ts'

// Of so many cuts one is in the middle: at worst there are a few times as many as by halves alone.
const CUTS_PER_HALF = 4

/**
 * Draws charges that are told apart by the hour, as if hour by hour: a stretch of time in which hours cannot matter
 * (`drawWhole`) is drawn at once, any other is cut in two, down to its hours: about where the commit runs out (`guessEnd`),
 * and now and then in the middle, as guesses may be wrong over and over. So a month in which a commit runs out is a few charges,
 * and not thousands; the hours that are passed over are not even read as numbers.
 * @param curves none of usage has fallen anywhere; with one that falls at once, all are drawn charge by charge.
 * @returns the charges as they were drawn, those of a stretch as one.
 */
export function drawByStretches(
  head: InvoiceHead,
  curves: readonly ChargeCurve[],
  draws: Draws,
): Drawdown<ChargeStep> {
  const { balances, remaining } = draws
  if (curves.some(falls)) return drawDown(chargeSteps(curves), balances, remaining, head.contract.id)
  const drawn: Drawdown<ChargeStep> = { steps: [], applications: [], remaining }
  const stretches = [{ from: -Infinity, to: Infinity, cuts: 0 }]
  for (let one = stretches.pop(); one !== undefined; one = stretches.pop()) {
    const { charges, period } = chargesWithin(curves, one)
    if (charges.length === 0) continue
    const left = { ...draws, remaining: drawn.remaining }
    const length = period.to - period.from
    const whole =
      length === 1
        ? drawDown(charges, balances, left.remaining, head.contract.id)
        : drawWhole(head, period, charges, left)
    if (whole === null) {
      const isGuessed = one.cuts % CUTS_PER_HALF < CUTS_PER_HALF - 1
      const part = isGuessed ? guessEnd(charges, balances, drawn.remaining, length) : Math.floor(length / 2)
      const [cut, cuts] = [period.from + part, one.cuts + 1]
      stretches.push({ from: cut, to: one.to, cuts }, { from: one.from, to: cut, cuts })
      continue
    }
    drawn.steps.push(...whole.steps)
    drawn.applications.push(...whole.applications)
    drawn.remaining = whole.remaining
  }
  return drawn
}

function falls({ growth }: ChargeCurve): boolean {
  const last = growth.segmentStarts.length - 1
  return last >= 0 && isFall({ from: growth.fromAt(0), to: growth.toAt(last) })
}
