import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import { findBilledBefore } from './billed-before.ts'
import { contractCurrency } from '../contract-currency.ts'
import { contractUsageHeads } from './contract-usage-heads.ts'
import { isConsolidating } from './is-consolidating.ts'
import { scheduledHead } from './invoice-heads.ts'
import type { InvoiceHead } from '../invoice.ts'
import { onIssueDates } from './issue-date.ts'
import type { PendingCharges } from './pending-charges.ts'
import { readsOf } from '../reads.ts'
import { scheduledDates } from './scheduled-dates.ts'
import type { BillingScope } from '../scope.ts'
import type { VoidedTime } from './voided-charges.ts'

/** Usage of the children of a customer's contracts, as far as its own invoices wait for it or put it together. */
export interface ChildUsage {
  /** Those that are not archived. */
  contracts: readonly Contract[]
  /** Of their usage invoices, final or not, on their dates; where a true-up waits for them, of scheduled ones, too. */
  heads: readonly InvoiceHead[]
  /** None where no true-up waits for them. */
  pending: readonly PendingCharges[]
  /** Of those that are final, voided ones too. */
  billedHeadIds: ReadonlySet<string>
  voided: readonly VoidedTime[]
}

const NO_CHILD_USAGE: ChildUsage = {
  contracts: [],
  heads: [],
  pending: [],
  billedHeadIds: new Set(),
  voided: [],
}

/**
 * Reads what the children of a customer's contracts bill for usage. Two things need it: a contract that consolidates it, and
 * the true-up of a shared POSTPAID commit, which waits for it. Where there is neither, nothing is read.
 * @param contracts the customer's.
 * @param balances its commits and credits.
 */
export async function readChildUsage(
  scope: BillingScope,
  customerId: string,
  contracts: readonly Contract[],
  balances: readonly CatalogBalance[],
): Promise<ChildUsage> {
  const isTrueupShared = balances.some(
    ({ type, terms }) => type === 'POSTPAID' && terms.childAccess.type !== 'NONE',
  )
  if (!isTrueupShared && !contracts.some(isConsolidating)) return NO_CHILD_USAGE
  const relatedIds = await readsOf(scope).relatedCustomersOf(customerId)
  const found = await Promise.all(
    relatedIds.map((id) => usageOfChildren(scope, id, customerId, isTrueupShared)),
  )
  return {
    contracts: found.flatMap((one) => one.contracts),
    heads: found.flatMap((one) => one.heads),
    pending: found.flatMap((one) => one.pending),
    billedHeadIds: new Set(found.flatMap((one) => [...one.billedHeadIds])),
    voided: found.flatMap((one) => one.voided),
  }
}

async function usageOfChildren(
  scope: BillingScope,
  customerId: string,
  parentId: string,
  isTrueupShared: boolean,
): Promise<ChildUsage> {
  const reads = readsOf(scope)
  const contracts = (await reads.contractsOf(customerId)).filter(
    ({ hierarchy }) => hierarchy?.parent?.customerId === parentId,
  )
  if (contracts.length === 0) return NO_CHILD_USAGE
  const customer = await reads.customer(customerId)
  const billed = await findBilledBefore(scope, customerId)
  const issueDates = await reads.issueDatesOf(customerId)
  const heads: InvoiceHead[] = []
  const pending: PendingCharges[] = []
  for (const contract of contracts) {
    const currency = await contractCurrency(scope, contract)
    heads.push(...contractUsageHeads(scope.clock.now(), customer, contract, currency, billed))
    if (!isTrueupShared) continue
    const { dates, charges } = await scheduledDates(scope, contract, currency, [], billed, issueDates)
    // In which currency they are is asked of statements alone.
    heads.push(...dates.map((date) => scheduledHead(customer, contract, currency, date)))
    pending.push({ contract, charges })
  }
  return {
    contracts,
    heads: onIssueDates(heads, issueDates),
    pending,
    billedHeadIds: billed.headIds,
    voided: billed.voided,
  }
}
