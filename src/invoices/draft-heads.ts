import { listContractsOf } from '../catalog/contracts/list.ts'
import type { Contract } from '../catalog/contracts/rows.ts'
import { getCustomer } from '../catalog/customers/get.ts'
import type { Customer } from '../catalog/customers/rows.ts'
import { getPricingUnit } from '../catalog/pricing-units/get.ts'
import type { PricingUnit } from '../catalog/pricing-units/rows.ts'
import { listProfessionalServiceInvoices } from '../catalog/professional-services/list-of-contract.ts'
import type { CatalogScope } from '../catalog/scope.ts'
import { contractCurrency } from './contract-currency.ts'
import { draftPeriods } from './draft-periods.ts'
import { professionalServiceHead, scheduledHead, usageHead } from './invoice-heads.ts'
import type { InvoiceHead } from './invoice.ts'
import { scheduledDates } from './scheduled-dates.ts'

/**
 * The heads of all drafts a customer has now: of each contract the usage invoices that are not final yet, and an
 * invoice for each date ahead on which something is charged by itself (reference section 7). @throws Problem
 * not_found
 */
export async function draftHeads(scope: CatalogScope, customerId: string): Promise<InvoiceHead[]> {
  const customer = await getCustomer(scope, customerId)
  const contracts = await listContractsOf(scope, customerId, { includeArchived: false })
  const heads: InvoiceHead[] = []
  for (const contract of contracts) heads.push(...(await headsOfContract(scope, customer, contract)))
  return heads
}

async function headsOfContract(
  scope: CatalogScope,
  customer: Customer,
  contract: Contract,
): Promise<InvoiceHead[]> {
  const now = scope.clock.now()
  const currency = await contractCurrency(scope, contract)
  const periods = contract.terms.rateCardId === null ? [] : draftPeriods(contract.terms, now)
  const dates = await scheduledDates(scope, contract, currency, now)
  const units = new Map<string, PricingUnit>([[currency.id, currency]])
  const scheduled: InvoiceHead[] = []
  for (const { at, currencyId } of dates) {
    const unit = units.get(currencyId) ?? (await getPricingUnit(scope, currencyId))
    units.set(currencyId, unit)
    scheduled.push(scheduledHead(customer, contract, unit, at))
  }
  const asked = await listProfessionalServiceInvoices(scope, contract.id)
  return [
    ...periods.map((period) => usageHead(customer, contract, currency, period)),
    ...scheduled,
    ...asked
      .filter(({ issuedAt }) => issuedAt > now)
      .map((invoice) => professionalServiceHead(customer, contract, currency, invoice)),
  ]
}
