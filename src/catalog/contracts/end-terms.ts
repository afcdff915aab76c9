import type { Instant } from '../../kernel/instant.ts'
import type { Term } from '../../kernel/term.ts'
import type { ContractTerms, ScheduledCharge } from './terms.ts'

/**
 * What a contract says once it ends at an instant, or has no end: what would be in force later ends with it, and what
 * would start later goes. A later end brings nothing back, and a subscription in advance keeps the end that it had;
 * what else has no end of its own goes on with the contract (OpenAPI, updateContractEndDate).
 */
export function endTerms(terms: ContractTerms, endingBefore: Instant | null): ContractTerms {
  if (endingBefore === terms.endingBefore) return terms
  if (endingBefore === null || !endsEarlier(terms, endingBefore)) {
    if (terms.endingBefore === null) return { ...terms, endingBefore }
    return { ...terms, endingBefore, subscriptions: withEnds(terms.subscriptions, terms.endingBefore) }
  }
  return {
    ...terms,
    endingBefore,
    overrides: clipped(terms.overrides, endingBefore),
    subscriptions: clipped(terms.subscriptions, endingBefore),
    recurringCommits: clipped(terms.recurringCommits, endingBefore),
    recurringCredits: clipped(terms.recurringCredits, endingBefore),
    resellerRoyalties: clipped(terms.resellerRoyalties, endingBefore),
    usageFilters: terms.usageFilters.filter(({ startingAt }) => startingAt < endingBefore),
    scheduledCharges: terms.scheduledCharges.map((charge) => withItemsUntil(terms, charge, endingBefore)),
    discounts: terms.discounts.map((discount) => withItemsUntil(terms, discount, endingBefore)),
  }
}

/** Whether an end is an earlier one than a contract has. */
export function endsEarlier({ endingBefore }: Pick<ContractTerms, 'endingBefore'>, end: Instant): boolean {
  return endingBefore === null || end < endingBefore
}

/**
 * Whether what is charged at an instant still is where the contract ends. At the end itself it is of the last usage
 * invoice, where charges go on usage invoices.
 */
export function isChargedUntil(
  { scheduledChargesOnUsageInvoices }: Pick<ContractTerms, 'scheduledChargesOnUsageInvoices'>,
  at: Instant,
  end: Instant,
): boolean {
  return at < end || (at === end && scheduledChargesOnUsageInvoices === 'ALL')
}

function clipped<Part extends Term>(parts: readonly Part[], end: Instant): Part[] {
  return parts
    .filter(({ startingAt }) => startingAt < end)
    .map((part) =>
      part.endingBefore !== null && part.endingBefore > end ? { ...part, endingBefore: end } : part,
    )
}

/** In advance, and without an end of its own, a subscription ends where its contract did. */
function withEnds(
  subscriptions: ContractTerms['subscriptions'],
  end: Instant,
): ContractTerms['subscriptions'] {
  return subscriptions.map((one) =>
    one.collectionSchedule === 'ADVANCE' && one.endingBefore === null ? { ...one, endingBefore: end } : one,
  )
}

function withItemsUntil<Charge extends Pick<ScheduledCharge, 'items'>>(
  terms: ContractTerms,
  charge: Charge,
  end: Instant,
): Charge {
  return { ...charge, items: charge.items.filter(({ timestamp }) => isChargedUntil(terms, timestamp, end)) }
}
