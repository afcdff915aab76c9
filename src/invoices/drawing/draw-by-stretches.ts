import type { Instant } from '../../kernel/instant.ts'
import { drawDown, type Drawdown } from '../../rating/drawdown/draw-down.ts'
import { chargeBetween, chargeSteps, type ChargeCurve } from './charge-curve.ts'
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
  const instants = instantsOf(curves)
  const drawn: Drawdown<ChargeStep> = { steps: [], applications: [], remaining }
  const stretches = [{ first: 0, end: instants.length, cuts: 0 }]
  for (let one = stretches.pop(); one !== undefined; one = stretches.pop()) {
    const { first, end, cuts } = one
    const [from, last] = [instants[first], instants[end - 1]]
    if (from === undefined || last === undefined || first >= end) continue
    const charges = curves.flatMap((curve) => chargeBetween(curve, from, last + 1) ?? [])
    const left = { ...draws, remaining: drawn.remaining }
    const whole =
      from === last
        ? drawDown(charges, balances, left.remaining, head.contract.id)
        : drawWhole(head, { from, to: last + 1 }, charges, left)
    if (whole === null) {
      const count = end - first
      const isGuessed = cuts % CUTS_PER_HALF < CUTS_PER_HALF - 1
      const cut = first + (isGuessed ? guessEnd(charges, balances, drawn.remaining, count) : count >> 1)
      stretches.push({ first: cut, end, cuts: cuts + 1 }, { first, end: cut, cuts: cuts + 1 })
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

/** When there is a charge, each time once, in order. */
function instantsOf(curves: readonly ChargeCurve[]): Instant[] {
  return curves.reduce<Instant[]>((instants, { growth }) => withInstants(growth.segmentStarts, instants), [])
}

/** Both in order, as one list in order. */
function withInstants(some: readonly Instant[], instants: readonly Instant[]): Instant[] {
  const all: Instant[] = []
  let place = 0
  for (const at of some) {
    for (; (instants[place] ?? at) < at; place += 1) all.push(instants[place] ?? at)
    if (instants[place] === at) place += 1
    all.push(at)
  }
  all.push(...instants.slice(place))
  return all
}
