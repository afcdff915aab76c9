import { findUnits } from '../units.ts'
import type { BillingScope } from '../scope.ts'
import { readsOf } from '../reads.ts'
import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import type { Customer } from '../../catalog/customers/rows.ts'
import type { IssueDates } from '../../catalog/invoices/issue-dates.ts'
import type { PricingUnit } from '../../catalog/pricing-units/rows.ts'
import { findBilledBefore, type BilledBefore } from './billed-before.ts'
import { readChildUsage, type ChildUsage } from './child-usage.ts'
import { consolidatedHeads, periodsWithoutCard, statementsThatStand } from './consolidated-heads.ts'
import { contractCurrency, invoiceCurrencyId } from '../contract-currency.ts'
import { contractUsageHeads } from './contract-usage-heads.ts'
import { professionalServiceHead, scheduledHead, trueupHead } from './invoice-heads.ts'
import type { ContractCharge, InvoiceHead } from '../invoice.ts'
import { isConsolidating } from './is-consolidating.ts'
import { onIssueDates } from './issue-date.ts'
import type { PendingCharges } from './pending-charges.ts'
import { scheduledDates } from './scheduled-dates.ts'
import { contractTrueups } from './contract-trueups.ts'

/** What the heads of a customer's invoices follow from. */
interface CustomerBilling {
  customer: Customer
  contracts: readonly Contract[]
  balances: readonly CatalogBalance[]
  billed: BilledBefore
  children: ChildUsage
  /** To which its invoices were moved. */
  issueDates: IssueDates
}

/**
 * The heads of all drafts a customer has now: of everything to be billed that no finalized invoice bills, also where that
 * was voided, for it is made anew on request alone (reference section 7). @throws Problem not_found
 */
export async function draftHeads(scope: BillingScope, customerId: string): Promise<InvoiceHead[]> {
  const billing = await openBilling(scope, customerId)
  return (await headsOf(scope, billing)).filter(({ id }) => !billing.billed.headIds.has(id))
}

/**
 * The heads of all invoices of a customer, of drafts and of what finalized ones bill, as they are by what the contracts
 * say now: such as one that is to be made anew. @throws Problem not_found
 */
export async function allHeads(scope: BillingScope, customerId: string): Promise<InvoiceHead[]> {
  return headsOf(scope, await openBilling(scope, customerId))
}

async function openBilling(scope: BillingScope, customerId: string): Promise<CustomerBilling> {
  const reads = readsOf(scope)
  const customer = await reads.customer(customerId)
  const contracts = await reads.contractsOf(customerId)
  const balances = await reads.balancesOf(customerId, scope.clock.now(), { includeArchived: false })
  return {
    customer,
    contracts,
    balances,
    billed: await findBilledBefore(scope, customerId),
    children: await readChildUsage(scope, customerId, contracts, balances),
    issueDates: await reads.issueDatesOf(customerId),
  }
}

async function headsOf(scope: BillingScope, billing: CustomerBilling): Promise<InvoiceHead[]> {
  const heads: InvoiceHead[] = []
  const pending: PendingCharges[] = []
  for (const contract of billing.contracts) {
    const own = await headsOfContract(scope, billing, contract)
    heads.push(...own.heads)
    pending.push({ contract, charges: own.charges })
  }
  const { customer, contracts, billed, children, issueDates } = billing
  const dated = onIssueDates(heads, issueDates, {
    children: children.heads,
    pending: [...pending, ...children.pending],
    finalIds: new Set([...billed.headIds, ...children.billedHeadIds]),
  })
  if (!contracts.some(isConsolidating)) return dated
  const statements = [
    ...onIssueDates(statementsThatStand(heads, billed), issueDates),
    ...(await periodsWithoutCard(scope, customer, contracts, billed)),
  ]
  return [...dated, ...consolidatedHeads(statements, billed.headIds, children)]
}

/**
 * Of each contract a usage invoice for each of its periods until now, one for each date on which something is charged by
 * itself, past or ahead, and those that were asked for; and what its subscriptions charge on any of them.
 */
async function headsOfContract(
  scope: BillingScope,
  { customer, contracts, balances, billed, children, issueDates }: CustomerBilling,
  contract: Contract,
): Promise<{ heads: InvoiceHead[]; charges: readonly ContractCharge[] }> {
  const currency = await contractCurrency(scope, contract)
  const { dates, usageItems, charges } = await scheduledDates(
    scope,
    contract,
    currency,
    balances,
    billed,
    issueDates,
  )
  const now = scope.clock.now()
  const heads = contractUsageHeads(now, customer, contract, currency, billed, usageItems)
  const units = new Map<string, PricingUnit>([[currency.id, currency]])
  const unitOf = async (id: string) => {
    const unit = units.get(id) ?? (await findUnits(scope, [id]))(id)
    units.set(id, unit)
    return unit
  }
  for (const date of dates) {
    heads.push(scheduledHead(customer, contract, await unitOf(date.currencyId), date))
  }
  const trueups = contractTrueups(contract, balances, contracts, billed.voided, children)
  for (const { balance, creditTypeId, ...at } of trueups) {
    const currencyId = invoiceCurrencyId(contract.terms, currency, creditTypeId)
    heads.push(trueupHead(customer, contract, await unitOf(currencyId), balance, at))
  }
  const asked = await readsOf(scope).professionalServiceInvoicesOf(contract)
  heads.push(...asked.map((invoice) => professionalServiceHead(customer, contract, currency, invoice)))
  return { heads, charges }
}
