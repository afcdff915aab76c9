import type { Decimal } from '../../kernel/decimal.ts'
import { invalid } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { MultiplierPrioritization } from '../../rating/override.ts'
import { findDrawableBalances } from '../balances/drawable.ts'
import { insertBalancesOf } from '../balances/insert.ts'
import { validateAddedAccess } from '../balances/validate-child-access.ts'
import { requireActiveCustomer } from '../customers/require-active.ts'
import type { Catalog } from '../database.ts'
import { refuseUsedKey } from '../refuse-used-key.ts'
import type { CatalogScope } from '../scope.ts'
import { addContractVersion } from './add-version.ts'
import { chooseRateCard, type RateCardChoice } from './choose-rate-card.ts'
import { openContractBook } from './contract-book.ts'
import { getContract } from './get.ts'
import { makeHierarchy, type NewHierarchy } from './make-hierarchy.ts'
import { makeTerms, withAdded, type MadeTerms } from './make-terms.ts'
import type { NewTerms } from './new-terms.ts'
import { endRenewedContract, type Renewal } from './renew.ts'
import { requireHierarchySize } from './require-hierarchy-size.ts'
import { toContractRow, type Contract } from './rows.ts'
import type { ContractTerms } from './terms.ts'
import { validateUsageFilter } from './usage-filters.ts'
import { makeUsageStatementSchedule, type NewUsageStatementSchedule } from './usage-statement-schedule.ts'

/** A contract to make; null is what was left out. */
export interface NewContract extends RateCardChoice, NewTerms {
  customerId: string
  /** The package that the rest was taken from. */
  packageId: string | null
  name: string | null
  uniquenessKey: string | null
  startingAt: Instant
  endingBefore: Instant | null
  netPaymentTermsDays: number | null
  totalContractValue: Decimal | null
  netsuiteSalesOrderId: string | null
  salesforceOpportunityId: string | null
  usageStatementSchedule: NewUsageStatementSchedule
  scheduledChargesOnUsageInvoices: 'ALL' | null
  multiplierOverridePrioritization: MultiplierPrioritization
  usageFilter: { groupKey: string; groupValues: readonly string[]; startingAt: Instant | null } | null
  transition: Renewal | null
  hierarchy: NewHierarchy | null
  customFields: Record<string, string>
}

/**
 * Makes a contract of a customer with all that it says, and ends the one that it renews (reference section 6).
 * @throws Problem not_found or invalid, naming the field; conflict where the uniqueness key was used before in
 * the environment.
 */
export async function createContract(scope: CatalogScope, input: NewContract): Promise<Contract> {
  const createdAt = scope.clock.now()
  return scope.catalog
    .transaction()
    .execute((transaction) => createContractWithin(transaction, input, createdAt))
}

/** The same within a transaction of the caller's. @throws Problem as `createContract` does. */
export async function createContractWithin(
  transaction: Catalog,
  input: NewContract,
  createdAt: Instant,
): Promise<Contract> {
  if (input.endingBefore !== null && input.startingAt >= input.endingBefore) {
    throw invalid('ending_before: must be after starting_at')
  }
  await requireActiveCustomer(transaction, input.customerId)
  const hierarchy = input.hierarchy === null ? null : await makeHierarchy(transaction, input.hierarchy, input)
  const { terms, balances } = await makeFirstTerms(transaction, input, createdAt)
  if (input.transition !== null) {
    await endRenewedContract(transaction, input.transition, input, createdAt)
  }
  const id = newId()
  await insertContract(transaction, {
    id,
    customerId: input.customerId,
    packageId: input.packageId,
    uniquenessKey: input.uniquenessKey,
    renewedFromId: input.transition?.fromContractId ?? null,
    isTrueupRemoved: input.transition?.isTrueupRemoved ?? false,
    hierarchy,
    customFields: input.customFields,
    createdAt,
    archivedAt: null,
    terms,
  })
  await requireHierarchySize(
    transaction,
    { id, hierarchy },
    { field: 'hierarchy_configuration.parent', now: createdAt },
  )
  await validateAddedAccess(transaction, { id, customerId: input.customerId }, input, '')
  const version = { kind: 'CREATE', change: {}, terms, createdAt } as const
  const contractVersionId = await addContractVersion(transaction, { id }, version)
  const owner = { id, customerId: input.customerId }
  await insertBalancesOf(transaction, owner, balances, { contractVersionId, createdAt })
  return getContract({ catalog: transaction }, { customerId: input.customerId, contractId: id })
}

async function makeFirstTerms(
  transaction: Catalog,
  input: NewContract,
  now: Instant,
): Promise<{ terms: ContractTerms; balances: MadeTerms['balances'] }> {
  const card = await chooseRateCard({ catalog: transaction }, input, input.startingAt)
  const terms = plainTerms(input, card?.id ?? null)
  const balances = await findDrawableBalances(transaction, input.customerId, null, now)
  const book = await openContractBook(transaction, terms, input, { balances, now })
  const made = makeTerms(book, input, '')
  const withParts = withAdded(terms, made.terms)
  if (input.usageFilter === null) return { terms: withParts, balances: made.balances }
  const filter = { ...input.usageFilter, startingAt: input.usageFilter.startingAt ?? input.startingAt }
  await validateUsageFilter(transaction, terms, filter, { fieldPrefix: 'usage_filter.', now })
  return { terms: { ...withParts, usageFilters: [filter] }, balances: made.balances }
}

/** What a contract says before anything is added to it. @throws Problem invalid, naming the field. */
export function plainTerms(
  input: Omit<
    NewContract,
    'customerId' | 'packageId' | 'uniquenessKey' | 'transition' | 'hierarchy' | 'customFields'
  >,
  rateCardId: string | null,
): ContractTerms {
  return {
    name: input.name,
    rateCardId,
    startingAt: input.startingAt,
    endingBefore: input.endingBefore,
    netPaymentTermsDays: input.netPaymentTermsDays,
    totalContractValue: input.totalContractValue,
    netsuiteSalesOrderId: input.netsuiteSalesOrderId,
    salesforceOpportunityId: input.salesforceOpportunityId,
    usageStatementSchedule: makeUsageStatementSchedule(input.usageStatementSchedule, input),
    scheduledChargesOnUsageInvoices: input.scheduledChargesOnUsageInvoices,
    multiplierOverridePrioritization: input.multiplierOverridePrioritization,
    overrides: [],
    scheduledCharges: [],
    discounts: [],
    professionalServices: [],
    resellerRoyalties: [],
    subscriptions: [],
    recurringCommits: [],
    recurringCredits: [],
    spendThreshold: null,
    prepaidThreshold: null,
    usageFilters: [],
  }
}

// The constraint decides, so that of concurrent creates with one key a single one succeeds.
async function insertContract(catalog: Catalog, contract: Omit<Contract, 'seq' | 'versions'>): Promise<void> {
  const row = await catalog
    .insertInto('contracts')
    .values(toContractRow(contract))
    .onConflict((clash) => clash.column('uniqueness_key').doNothing())
    .returningAll()
    .executeTakeFirst()
  if (row === undefined) await refuseUsedKey(catalog, 'contracts', contract.uniquenessKey)
}
