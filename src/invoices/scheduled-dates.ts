import type { Contract } from '../catalog/contracts/rows.ts'
import type { ContractTerms } from '../catalog/contracts/terms.ts'
import type { PricingUnit } from '../catalog/pricing-units/rows.ts'
import type { CatalogScope } from '../catalog/scope.ts'
import type { Instant } from '../kernel/instant.ts'
import { billingPeriod, clipRange } from '../rating/billing-period.ts'
import { invoiceCurrencyId } from './contract-currency.ts'
import { scheduledItems } from './scheduled-items.ts'
import { contractCharges } from './subscription-lines.ts'

/** When something is charged on an invoice of its own, and in which currency. */
export interface ScheduledDate {
  at: Instant
  currencyId: string
}

/**
 * The dates after now on which a contract charges something by itself, in order: charges and discounts that no usage
 * invoice takes, and subscriptions up to the start of their next period.
 * @param currency the contract's.
 */
export async function scheduledDates(
  scope: CatalogScope,
  contract: Contract,
  currency: PricingUnit,
  now: Instant,
): Promise<ScheduledDate[]> {
  const dateOf = (at: Instant, { creditTypeId }: { creditTypeId: string }): ScheduledDate => ({
    at,
    currencyId: invoiceCurrencyId(contract.terms, currency, creditTypeId),
  })
  const items = scheduledItems(contract.terms)
    .filter(({ item }) => item.timestamp > now && !isOnUsageInvoice(contract.terms, item.timestamp))
    .map(({ item, source }) => dateOf(item.timestamp, source))
  const charges = await contractCharges(scope, contract, ({ billingFrequency, anchorAt }) => ({
    from: now,
    to: billingPeriod(billingFrequency, anchorAt, now).to,
  }))
  const subscribed = charges
    .filter(({ charge }) => charge.placement === 'SCHEDULED_INVOICE')
    .map(({ charge }) => dateOf(charge.billedAt, charge))
  const byKey = new Map([...items, ...subscribed].map((date) => [`${date.at} ${date.currencyId}`, date]))
  return [...byKey.values()].sort((a, b) => a.at - b.at)
}

/**
 * Whether what is scheduled for an instant is a line of the usage invoice that ends then (reference section 6). Where that
 * invoice is not made, the charge has one of its own.
 */
export function isOnUsageInvoice(terms: ContractTerms, at: Instant): boolean {
  const { scheduledChargesOnUsageInvoices, rateCardId, startingAt, endingBefore } = terms
  if (scheduledChargesOnUsageInvoices !== 'ALL' || rateCardId === null) return false
  const { frequency, anchorAt, invoiceGenerationStartingAt } = terms.usageStatementSchedule
  const last = clipRange(billingPeriod(frequency, anchorAt, at - 1), startingAt, endingBefore)
  return last?.to === at && last.from >= (invoiceGenerationStartingAt ?? last.from)
}
