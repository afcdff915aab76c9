import type { Contract } from '../catalog/contracts/rows.ts'
import type { ContractTerms } from '../catalog/contracts/terms.ts'
import type { Instant } from '../kernel/instant.ts'
import { billingPeriod, clipRange } from '../rating/billing-period.ts'
import { scheduledItems } from './scheduled-items.ts'
import type { InvoiceScope } from './scope.ts'
import { contractCharges } from './subscription-lines.ts'

/** When something is charged on an invoice of its own, and in which unit. */
export interface ScheduledDate {
  at: Instant
  creditTypeId: string
}

/**
 * The dates after now on which a contract charges something by itself, in order: charges and discounts that no usage
 * invoice takes, and subscriptions up to the start of their next period.
 */
export async function scheduledDates(
  scope: InvoiceScope,
  contract: Contract,
  now: Instant,
): Promise<ScheduledDate[]> {
  const items = scheduledItems(contract.terms)
    .filter(({ item }) => item.timestamp > now && !isOnUsageInvoice(contract.terms, item.timestamp))
    .map(({ item, source }) => ({ at: item.timestamp, creditTypeId: source.creditTypeId }))
  const charges = await contractCharges(scope, contract, ({ billingFrequency, anchorAt }) => ({
    from: now,
    to: billingPeriod(billingFrequency, anchorAt, now).to,
  }))
  const subscribed = charges
    .filter(({ charge }) => charge.placement === 'SCHEDULED_INVOICE')
    .map(({ charge }) => ({ at: charge.billedAt, creditTypeId: charge.creditTypeId }))
  const byKey = new Map([...items, ...subscribed].map((date) => [`${date.at} ${date.creditTypeId}`, date]))
  return [...byKey.values()].sort((a, b) => a.at - b.at)
}

/** Whether what is scheduled for an instant is a line of the usage invoice that ends then (reference section 6). */
export function isOnUsageInvoice(terms: ContractTerms, at: Instant): boolean {
  const { scheduledChargesOnUsageInvoices, rateCardId, startingAt, endingBefore } = terms
  if (scheduledChargesOnUsageInvoices !== 'ALL' || rateCardId === null || at <= startingAt) return false
  const { frequency, anchorAt } = terms.usageStatementSchedule
  const last = clipRange(billingPeriod(frequency, anchorAt, at - 1), startingAt, endingBefore)
  return last?.to === at
}
