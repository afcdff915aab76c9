import type { Contract } from '../../catalog/contracts/rows.ts'
import type { ContractTerms } from '../../catalog/contracts/terms.ts'
import { rangeHoldsEnd, type TimeRange } from '../../kernel/window.ts'
import type { BilledBefore } from './billed-before.ts'
import { isInvoicedAt } from './usage-periods.ts'
import { isInAdvance } from './contract-charges.ts'
import type { ContractCharge } from '../invoice.ts'

/** What decides which charges have an invoice of their own. */
export interface UsageInvoices extends Pick<BilledBefore, 'replacedChargeIds'> {
  terms: ContractTerms
  imported: readonly TimeRange[]
  /** The periods of usage invoices that are final. */
  standing: readonly TimeRange[]
}

/** A contract's, by what its customer's finalized invoices have billed. */
export function usageInvoicesOf(
  {
    imports,
    standingUsage,
    replacedChargeIds,
  }: Pick<BilledBefore, 'imports' | 'standingUsage' | 'replacedChargeIds'>,
  { id, terms }: Contract,
): UsageInvoices {
  return {
    terms,
    imported: (imports.get(id) ?? []).map(({ period }) => period),
    standing: standingUsage.get(id) ?? [],
    replacedChargeIds,
  }
}

/**
 * Whether what a subscription charges is on an invoice of its own:
 * - where its placement says so;
 * - where a voided invoice charged it whose time was imported since, for nothing but usage is imported;
 * - where the usage invoice that would take it is final already;
 * - where it is in advance, and the usage invoice that ends as it is billed was imported or is not to be made, while usage
 *   from then on is invoiced here: whoever bills the time before does not bill the time that this pays for.
 * What is held for a voided usage invoice (`heldBy`) is not: that one bills it again.
 */
export function isChargedByItself(charged: ContractCharge, usage: UsageInvoices): boolean {
  const { id, placement, heldBy, billedAt } = charged.charge
  if (placement === 'SCHEDULED_INVOICE') return true
  if (heldBy !== null) return false
  const { terms, imported, standing, replacedChargeIds } = usage
  return (
    replacedChargeIds.has(id) ||
    standing.some((period) => rangeHoldsEnd(period, billedAt)) ||
    (isInAdvance(charged) &&
      isInvoicedAt(terms, billedAt, imported) &&
      !isInvoicedAt(terms, billedAt - 1, imported))
  )
}

/** Whether a usage invoice that is still to be made takes it; a voided one that is to be made anew is such a one. */
export function isOnUsageInvoice(charged: ContractCharge, usage: UsageInvoices): boolean {
  const { heldBy, billedAt } = charged.charge
  if (isChargedByItself(charged, usage)) return false
  return heldBy !== null || isInvoicedAt(usage.terms, billedAt - 1, usage.imported)
}
