import type { ContractTerms } from '../../catalog/contracts/terms.ts'
import { DAY_MS, type Instant } from '../../kernel/instant.ts'
import { isInForce } from '../../kernel/term.ts'
import { rangeHolds, rangesCutAt, rangesWithout, type TimeRange } from '../../kernel/window.ts'
import { billingPeriod, clipRange } from '../../rating/billing-period.ts'

/** How long after its period's end a usage invoice stays a draft (semantics 30). */
export const GRACE_MS = DAY_MS

type ContractTime = Pick<ContractTerms, 'startingAt' | 'endingBefore' | 'usageStatementSchedule'>

/**
 * The periods of a contract that have a usage invoice, final or not, in order: from its start up to the one that holds
 * an instant. Each is clipped to the contract, and to the time from which on invoices are to be made.
 * @param cuts where finalized invoices of the contract end: where it was made longer since, what they leave of a period
 * is one of its own.
 * @param imported what imported invoices bill; what they leave of a period is one of its own, too.
 */
export function usagePeriods(
  terms: ContractTime,
  now: Instant,
  cuts: readonly Instant[],
  imported: readonly TimeRange[] = [],
): TimeRange[] {
  return leftToInvoice(invoicedWithin(terms, { from: terms.startingAt, to: now + 1 }), cuts, imported)
}

/** The one of all periods with a usage invoice that ends at an instant, which may be ahead; null where none does. */
export function usagePeriodEndingAt(
  terms: ContractTime,
  at: Instant,
  cuts: readonly Instant[],
  imported: readonly TimeRange[] = [],
): TimeRange | null {
  const parts = leftToInvoice(invoicedWithin(terms, { from: at - 1, to: at }), cuts, imported)
  return parts.find(({ to }) => to === at) ?? null
}

/** The last period with a usage invoice that overlaps a range; null where none does. */
export function lastUsagePeriod(terms: ContractTime, range: TimeRange): TimeRange | null {
  return invoicedWithin(terms, range).at(-1) ?? null
}

/** Whether usage of an instant is on an invoice that is made: not before they are to be made, nor on one that was imported. */
export function isInvoicedAt(
  { usageStatementSchedule: { invoiceGenerationStartingAt } }: ContractTime,
  at: Instant,
  imported: readonly TimeRange[],
): boolean {
  return at >= (invoiceGenerationStartingAt ?? at) && !imported.some((range) => rangeHolds(range, at))
}

/** The period of a contract that holds an instant, clipped to the contract; null outside the contract. */
export function currentPeriod(terms: ContractTime, now: Instant): TimeRange | null {
  if (!isInForce(terms, now)) return null
  return clipRange(periodAt(terms, now), terms.startingAt, terms.endingBefore)
}

/** The periods of a contract that overlap a range, in order, each clipped to the contract. */
export function periodsWithin(terms: ContractTime, range: TimeRange): TimeRange[] {
  const within = clipRange(range, terms.startingAt, terms.endingBefore)
  if (within === null) return []
  const periods: TimeRange[] = []
  for (
    let period = periodAt(terms, within.from);
    period.from < within.to;
    period = periodAt(terms, period.to)
  ) {
    periods.push(clipRange(period, terms.startingAt, terms.endingBefore) ?? period)
  }
  return periods
}

/** The whole billing period that holds an instant. */
function periodAt({ usageStatementSchedule: { frequency, anchorAt } }: ContractTime, at: Instant): TimeRange {
  return billingPeriod(frequency, anchorAt, at)
}

/** What of the periods that overlap a range has a usage invoice. */
function invoicedWithin(terms: ContractTime, range: TimeRange): TimeRange[] {
  const from = terms.usageStatementSchedule.invoiceGenerationStartingAt ?? terms.startingAt
  const invoiced = clipRange(range, from, null)
  if (invoiced === null) return []
  return periodsWithin(terms, invoiced).map((period) => clipRange(period, from, null) ?? period)
}

/** The parts of periods that have an invoice each, by `cuts` and `imported` of `usagePeriods`. */
function leftToInvoice(
  periods: readonly TimeRange[],
  cuts: readonly Instant[],
  imported: readonly TimeRange[],
): TimeRange[] {
  return periods
    .flatMap((period) => rangesCutAt(period, cuts))
    .flatMap((period) => rangesWithout(period, imported))
}
