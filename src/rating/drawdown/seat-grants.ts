import { Decimal } from '../../kernel/decimal.ts'
import { derivedId } from '../../kernel/ids.ts'
import { formatInstant, type Instant } from '../../kernel/instant.ts'
import { paidQuantities } from '../paid-quantities.ts'
import type { AmountRounding, QuantityChange, SeatChange } from '../subscription.ts'
import type { UsageSpecifier } from '../usage-specifier.ts'
import type { AccessSegment } from './balance.ts'
import { prorateGrant, type Recurrence, type RecurringChild } from './recurring.ts'

const ONE_SEAT = new Decimal(1)

/** What a recurring commit or credit grants for each seat, or unit, of a subscription. */
export interface SeatTerms {
  unitPrice: Decimal
  proration: Recurrence['proration']
  rounding: AmountRounding | null
  /** Whether what is granted for an increase within a period is for the rest of the period's time alone. */
  isIncreaseProrated: boolean
}

/** What one seat is granted in a period. */
export interface SeatGrant {
  seatId: string
  /** When the seat had it first: at the period's start, or as it joined. */
  since: Instant
  segment: AccessSegment
}

/**
 * What all seats are granted together in a period (reference section 6, `allocation` POOLED): the unit price times the
 * quantity at its start, and from each increase within it on as much for what comes on top. It grows as what the
 * subscription charges does (`paidQuantities`).
 * @param quantities in order of time.
 * @returns the period's own segment, of 0 where the subscription starts later, and one for each increase.
 */
export function pooledGrants(
  terms: SeatTerms,
  child: RecurringChild,
  quantities: readonly QuantityChange[],
): AccessSegment[] {
  const { period, segment } = child
  const { atStart, increases } = paidQuantities(quantities, period)
  return [
    { ...segment, amount: amountFrom(period.from, atStart, terms, child) },
    ...increases.map(({ at, from, to }) => ({
      id: seatAdjustmentId(child.id, at),
      amount: amountFrom(at, to.minus(from), terms, child),
      startingAt: at,
      endingBefore: segment.endingBefore,
    })),
  ]
}

/**
 * What each seat is granted in a period (reference section 6, `allocation` INDIVIDUAL): those that are assigned at its
 * start, and from then on those that join within it. One that is removed keeps what it has, and gets no more where it
 * joins again in the same period.
 * @param seats in order of time.
 */
export function individualGrants(
  terms: SeatTerms,
  child: RecurringChild,
  seats: readonly SeatChange[],
): SeatGrant[] {
  const { period } = child
  const sinceOf = new Map<string, Instant>()
  const atStart = seats.findLast(({ startingAt }) => startingAt <= period.from)
  for (const seatId of atStart?.seatIds ?? []) sinceOf.set(seatId, period.from)
  for (const { startingAt, seatIds } of seats) {
    if (startingAt <= period.from || startingAt >= period.to) continue
    for (const seatId of seatIds) if (!sinceOf.has(seatId)) sinceOf.set(seatId, startingAt)
  }
  return [...sinceOf].map(([seatId, since]) => ({
    seatId,
    since,
    segment: {
      id: derivedId('seat segment', child.id, seatId),
      amount: amountFrom(since, ONE_SEAT, terms, child),
      startingAt: since,
      endingBefore: child.segment.endingBefore,
    },
  }))
}

/** The id of the segment that an increase of seats adds to a child; the same each time. */
export function seatAdjustmentId(childId: string, startingAt: Instant): string {
  return derivedId('seat adjustment', childId, formatInstant(startingAt))
}

/**
 * Narrows what a balance pays for to the usage of one seat. Whether a product names seats by its pricing or by its
 * presentation group key is the product's to say, so that each specifier becomes two; no property is in both.
 * @param specifiers what the balance pays for; at least one.
 */
export function specifiersOfSeat(
  specifiers: readonly UsageSpecifier[],
  seatGroupKey: string,
  seatId: string,
): UsageSpecifier[] {
  return specifiers.flatMap((specifier) => {
    const { pricingGroupValues, presentationGroupValues } = specifier
    const isFor = (values: UsageSpecifier['presentationGroupValues']) =>
      !(seatGroupKey in values) || values[seatGroupKey] === seatId
    const seat = { [seatGroupKey]: seatId }
    const byPricing = { ...specifier, pricingGroupValues: { ...pricingGroupValues, ...seat } }
    const byPresentation = { ...specifier, presentationGroupValues: { ...presentationGroupValues, ...seat } }
    // One that is for another seat stays, and asks for both: a balance without specifiers would pay for everything.
    return isFor(pricingGroupValues) && isFor(presentationGroupValues)
      ? [byPricing, byPresentation]
      : [isFor(pricingGroupValues) ? byPricing : byPresentation]
  })
}

/** What a quantity is granted from an instant of a period on. */
function amountFrom(
  from: Instant,
  quantity: Decimal,
  { unitPrice, proration, rounding, isIncreaseProrated }: SeatTerms,
  { whole, period }: RecurringChild,
): Decimal {
  const amount = unitPrice.times(quantity)
  if (from === period.from || !isIncreaseProrated) {
    return prorateGrant(amount, proration, { whole, period }, rounding)
  }
  const countsEnd = proration === 'LAST' || proration === 'FIRST_AND_LAST'
  const rest = { whole, period: { from, to: period.to } }
  return prorateGrant(amount, countsEnd ? 'FIRST_AND_LAST' : 'FIRST', rest, rounding)
}
