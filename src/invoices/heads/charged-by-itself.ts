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
 * Whether what a subscription charges is on an invoice of its own. So is what the usage invoice would have taken that is final, and in
 * advance where the one up to then is not made: that may stand for what was charged elsewhere, but not for the time after it.
 * So is, too, what a voided invoice charged whose time was imported since: nothing but usage is imported.
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

/** Whether a usage invoice that is still to be made takes it, the one that a voided one is made anew by among them. */
export function isOnUsageInvoice(charged: ContractCharge, usage: UsageInvoices): boolean {
  const { heldBy, billedAt } = charged.charge
  if (isChargedByItself(charged, usage)) return false
  return heldBy !== null || isInvoicedAt(usage.terms, billedAt - 1, usage.imported)
}
