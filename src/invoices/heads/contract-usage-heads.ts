import type { Contract } from '../../catalog/contracts/rows.ts'
import type { Customer } from '../../catalog/customers/rows.ts'
import type { PricingUnit } from '../../catalog/pricing-units/rows.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import type { BilledBefore } from './billed-before.ts'
import { usagePeriods } from './usage-periods.ts'
import { usageHead } from './invoice-heads.ts'
import type { InvoiceHead, ContractCharge } from '../invoice.ts'
import type { ContractDates } from './scheduled-dates.ts'
import { isInAdvance } from './contract-charges.ts'

/**
 * The heads of a contract's usage invoices, one for each of its periods until now, and of those that were imported.
 * @param billed what its customer's finalized invoices have billed.
 * @param usageItems what is charged on them, by the ids of their heads.
 */
export function contractUsageHeads(
  now: Instant,
  customer: Customer,
  contract: Contract,
  currency: PricingUnit,
  billed: BilledBefore,
  usageItems: ContractDates['usageItems'] = new Map(),
): InvoiceHead[] {
  const cuts = billed.usageEnds.get(contract.id) ?? []
  const imports = billed.imports.get(contract.id) ?? []
  const imported = imports.map(({ period }) => period)
  const hasUsage = contract.terms.rateCardId !== null
  const periodsCutAt = (some: readonly Instant[]) =>
    hasUsage ? usagePeriods(contract.terms, now, some, imported) : []
  const uncut = cuts.length === 0 ? [] : periodsCutAt([])
  return [
    ...periodsCutAt(cuts).map((period) => {
      const head = usageHead(customer, contract, currency, period, [])
      const isPart = ({ from, to }: TimeRange) => from < period.from && period.from < to
      const meteredFrom = uncut.find(isPart)?.from ?? null
      return { ...head, items: usageItems.get(head.id) ?? [], meteredFrom }
    }),
    ...imports.map(({ headId, period }) => ({
      ...usageHead(customer, contract, currency, period, []),
      id: headId,
      headId,
      // What is in advance for the time after it has an invoice of its own (`scheduled-dates.ts`).
      takesCharge: (charged: ContractCharge) => !isInAdvance(charged) || charged.charge.billedAt < period.to,
    })),
  ]
}
