import { Decimal, ZERO } from '../kernel/decimal.ts'
import { derivedId } from '../kernel/ids.ts'
import { formatInstant } from '../kernel/instant.ts'
import { rangeHolds, rangesCutAt, type TimeRange } from '../kernel/window.ts'
import { clipRange } from './billing-period.ts'
import { amongDues, rangesOf, type Billed, type BilledQuantity } from './billed-quantity.ts'
import { firstOf, lengthOf, rangesLeft, type QuantityRange } from './quantity-ranges.ts'
import { restDate } from './rest-date.ts'
import type { SubscriptionDue } from './subscription-dues.ts'
import type { SubscriptionPeriod } from './subscription-periods.ts'
import type { Subscription } from './subscription.ts'

/** Some of what is due, or of what was billed before, for some time. */
interface Piece extends QuantityRange {
  source: SubscriptionDue | Billed
  period: TimeRange
}

/**
 * What is still to be billed of what is due for a billing period, less what is billed, by time and quantity
 * (docs/decisions/0014). What a voided invoice billed is left for that invoice to bill again (`heldBy`). Where a part of a
 * charge was billed, the rest is a charge with an id of its own. Nothing is given back. Without proration, what was billed is
 * paid for the whole period, whatever its time.
 * @param dues as `subscriptionDues` gives them.
 * @param billed of the subscription, in the order of the invoices.
 * @returns in order of time, and at one instant of quantity.
 */
export function unbilledDues(
  subscription: Subscription,
  { whole, period }: SubscriptionPeriod,
  dues: readonly SubscriptionDue[],
  billed: readonly BilledQuantity[],
): SubscriptionDue[] {
  const ofPeriod = billed.filter((one) => rangeHolds(whole, one.period.from))
  if (ofPeriod.length === 0) return [...dues]
  const known = amongDues(dues, ofPeriod)
  const changes = [...dues, ...known].flatMap((one) => [one.period.from, one.period.to])
  const stretches = subscription.isProrated ? rangesCutAt(period, changes) : [period]
  const isAt = (stretch: TimeRange) => (one: { period: TimeRange }) =>
    !subscription.isProrated || clipRange(one.period, stretch.from, stretch.to) !== null
  const pieces = joined(
    stretches.flatMap((stretch) =>
      piecesAt(dues.filter(isAt(stretch)), known.filter(isAt(stretch))).map((piece) => ({
        ...piece,
        period: subscription.isProrated
          ? stretch
          : (clipRange(piece.source.period, period.from, period.to) ?? period),
      })),
    ),
  )
  const billedIds = new Set(ofPeriod.map(({ chargeId }) => chargeId))
  return pieces
    .map((piece) => dueOf(subscription, period, piece, billedIds))
    .sort((a, b) => a.period.from - b.period.from || a.from.comparedTo(b.from))
}

/** What is to be billed for a stretch of time: first what is held for voided invoices, as far as it is still due. */
function piecesAt(dues: readonly SubscriptionDue[], billed: readonly Billed[]): Omit<Piece, 'period'>[] {
  const owed = { from: ZERO, to: Decimal.max(ZERO, ...dues.map(({ to }) => to)) }
  const standing = billed.filter(({ held }) => held === null)
  let toHold = standing.reduce((left, { quantity }) => left.minus(quantity), owed.to)
  const pieces: Omit<Piece, 'period'>[] = []
  const taken = rangesOf(billed)
  for (const [source, ranges] of taken) {
    if (source.held === null) continue
    const due = ranges.flatMap((range) => rangesLeft(range, [{ from: owed.to, to: range.to }]))
    const again = firstOf(due, toHold)
    toHold = toHold.minus(lengthOf(again))
    pieces.push(...again.map((range) => ({ source, ...range })))
  }
  for (const source of dues) {
    const left = rangesLeft({ from: source.from, to: source.to }, [...taken.values()].flat())
    pieces.push(...left.map((range) => ({ source, ...range })))
  }
  return pieces
}

/** Pieces of the same for one time after the other are one. */
function joined(pieces: readonly Piece[]): Piece[] {
  const found: Piece[] = []
  for (const piece of pieces) {
    const before = found.find(
      ({ source, period, from, to }) =>
        source === piece.source &&
        period.to === piece.period.from &&
        from.equals(piece.from) &&
        to.equals(piece.to),
    )
    if (before === undefined) found.push({ ...piece })
    else before.period = { from: before.period.from, to: piece.period.to }
  }
  return found
}

function dueOf(
  subscription: Subscription,
  period: TimeRange,
  { source, ...piece }: Piece,
  billedIds: ReadonlySet<string>,
): SubscriptionDue {
  if ('chargeId' in source) {
    const { chargeId, due, held } = source
    if (held === null) throw new Error(`charge ${chargeId} is billed already`)
    const { headId, placement } = held
    return { id: chargeId, heldBy: headId, billedAt: due?.billedAt ?? held.billedAt, placement, ...piece }
  }
  if (!billedIds.has(source.id)) return { ...source, ...piece }
  const start = [formatInstant(piece.period.from), piece.from.toFixed()]
  const id = derivedId('rest of a subscription charge', subscription.id, ...start)
  return { id, heldBy: null, ...piece, ...restDate(subscription, period, source, piece) }
}
