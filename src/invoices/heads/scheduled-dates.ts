import type { BillingScope } from '../scope.ts'
import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import type { ContractTerms } from '../../catalog/contracts/terms.ts'
import type { IssueDates } from '../../catalog/invoices/issue-dates.ts'
import type { PricingUnit } from '../../catalog/pricing-units/rows.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { billingHeadId, openHeadId, type BilledBefore } from './billed-before.ts'
import { isChargedByItself, usageInvoicesOf } from './charged-by-itself.ts'
import { invoiceCurrencyId } from '../contract-currency.ts'
import { usagePeriodEndingAt } from './usage-periods.ts'
import { scheduledHeadId, usageHeadId } from './invoice-heads.ts'
import { scheduledItems } from './scheduled-items.ts'
import { chargesUntilNextPeriod } from './contract-charges.ts'
import type { ContractCharge, ScheduledItem } from '../invoice.ts'

/** What is charged on an invoice of its own, when, and in which currency. */
export interface ScheduledDate {
  headId: string
  at: Instant
  currencyId: string
  items: ScheduledItem[]
  charges: ContractCharge[]
}

/** What a contract charges for dates, by the invoices that bill it. */
export interface ContractDates {
  /** In order of time. */
  dates: ScheduledDate[]
  /** What goes on usage invoices, by the ids of their heads. */
  usageItems: ReadonlyMap<string, readonly ScheduledItem[]>
  /** What subscriptions charge on any of these, and on usage invoices. */
  charges: readonly ContractCharge[]
}

/**
 * Everything that a contract charges for dates, past and ahead: charges, discounts and purchases of commits, on the usage
 * invoice that takes them or on one of their own, and subscriptions up to the start of their next period. What is added
 * for a date whose invoice is final gets one more, and what a threshold bills one of its own on which nothing waits.
 * @param currency the contract's.
 * @param balances the commits and credits of its customer.
 * @param issueDates to which its invoices were moved.
 */
export async function scheduledDates(
  scope: BillingScope,
  contract: Contract,
  currency: PricingUnit,
  balances: readonly CatalogBalance[],
  billed: BilledBefore,
  issueDates: IssueDates,
): Promise<ContractDates> {
  const usageItems = new Map<string, ScheduledItem[]>()
  const dates = new Map<string, ScheduledDate>()
  const cuts = billed.usageEnds.get(contract.id) ?? []
  const usageInvoices = usageInvoicesOf(billed, contract)
  const { imported } = usageInvoices
  /** The invoice of a charge by itself. */
  const dateOf = (at: Instant, creditTypeId: string, headId: string): ScheduledDate => {
    const currencyId = invoiceCurrencyId(contract.terms, currency, creditTypeId)
    const date = dates.get(headId) ?? { headId, at, currencyId, items: [], charges: [] }
    dates.set(headId, date)
    return date
  }
  const scheduledIds = (at: Instant, creditTypeId: string) => {
    const currencyId = invoiceCurrencyId(contract.terms, currency, creditTypeId)
    return (place: number) => scheduledHeadId(contract.id, { at, currencyId }, place)
  }
  for (const scheduled of scheduledItems(contract, balances)) {
    const { item, creditTypeId } = scheduled
    const usage = usageInvoicePeriod(contract.terms, item.timestamp, cuts, imported)
    const usageId = usage === null ? null : usageHeadId(contract.id, usage)
    const own = scheduledIds(item.timestamp, creditTypeId)
    // Usage invoices of earlier releases took it; they do so again where they are voided and made anew.
    const isAtOnce = isOfThreshold(scheduled) && billed.charges.get(item.id)?.headId !== usageId
    const idAt =
      usageId === null || isAtOnce ? own : (place: number) => (place === 0 ? usageId : own(place - 1))
    const headId = billingHeadId(billed, item.id, idAt, (id) => isAtOnce && issueDates.has(id))
    if (headId === null) continue
    if (headId === usageId) usageItems.set(headId, [...(usageItems.get(headId) ?? []), scheduled])
    else dateOf(item.timestamp, creditTypeId, headId).items.push(scheduled)
  }
  const charges = await chargesUntilNextPeriod(scope, contract)
  for (const charged of charges) {
    if (!isChargedByItself(charged, usageInvoices)) continue
    const { billedAt, creditTypeId, heldBy } = charged.charge
    const headId = heldBy ?? openHeadId(billed, scheduledIds(billedAt, creditTypeId))
    dateOf(billedAt, creditTypeId, headId).charges.push(charged)
  }
  return { dates: [...dates.values()].sort((a, b) => a.at - b.at), usageItems, charges }
}

/** Whether it is what a threshold bills as it is reached, which waits for nothing else. */
function isOfThreshold({ kind, source }: ScheduledItem): boolean {
  return kind === 'PURCHASE' && source.origin?.kind === 'THRESHOLD'
}

/**
 * The period of the usage invoice that takes what is scheduled for an instant, for it ends then (reference section 6).
 * Null where that invoice is not made: the charge has one of its own.
 */
function usageInvoicePeriod(
  terms: ContractTerms,
  at: Instant,
  cuts: readonly Instant[],
  imported: readonly TimeRange[],
): TimeRange | null {
  if (terms.scheduledChargesOnUsageInvoices !== 'ALL' || terms.rateCardId === null) return null
  return usagePeriodEndingAt(terms, at, cuts, imported)
}
