import { invalid, notFound } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import { findDrawableBalances } from '../balances/drawable.ts'
import { insertBalancesOf } from '../balances/insert.ts'
import { requireSeatDrawsKept } from '../balances/keep-seat-draws.ts'
import { validateAddedAccess } from '../balances/validate-child-access.ts'
import type { Catalog } from '../database.ts'
import type { CatalogScope } from '../scope.ts'
import type { ThresholdUpdates } from '../thresholds/new-threshold.ts'
import { productIdsOfThresholds } from '../thresholds/product-ids.ts'
import { updateThresholds } from '../thresholds/update-threshold.ts'
import { addContractVersion } from './add-version.ts'
import type { RecurringUpdate, ScheduledChargeUpdate, SubscriptionUpdate } from './contract-change.ts'
import { openContractBook } from './contract-book.ts'
import { balancesGivenSchedules, editBalances, type BalanceChanges } from './edit-balances.ts'
import { endBalances, storeEndedBalances, type EndedBalances } from './end-balances.ts'
import { endTerms } from './end-terms.ts'
import { getActiveContract, getContract, type ContractRef } from './get.ts'
import { makeTerms, withAdded } from './make-terms.ts'
import type { NewTerms } from './new-terms.ts'
import { requireEndByRenewal } from './renew.ts'
import { requireEndAfterInvoices } from './require-end-after-invoices.ts'
import { requireHierarchySize } from './require-hierarchy-size.ts'
import type { Contract } from './rows.ts'
import type { ContractTerms } from './terms.ts'
import { updateScheduledCharge } from './update-scheduled-charge.ts'
import { updateRecurringBalance } from './update-recurring-balance.ts'
import { updateSubscription } from './update-subscription.ts'

/** Changes of what a contract has; what is undefined stays, what is null is removed. */
export interface ContractChanges extends BalanceChanges, ThresholdUpdates {
  name: string | null | undefined
  endingBefore: Instant | null | undefined
  netPaymentTermsDays: number | null | undefined
  scheduledChargeUpdates: readonly ScheduledChargeUpdate[]
  subscriptionUpdates: readonly SubscriptionUpdate[]
  recurringCommitUpdates: readonly RecurringUpdate[]
  recurringCreditUpdates: readonly RecurringUpdate[]
  archivedChargeIds: readonly string[]
  removedOverrideIds: readonly string[]
}

/** An edit of a contract: changes of what it has, and what is added to it. */
export interface ContractEdit {
  uniquenessKey: string | null
  /** Whether the contract may end before finalized usage invoices do, which stay as they are. */
  isEndBeforeInvoicesAllowed: boolean
  changes: ContractChanges
  added: NewTerms
}

const END_FIELD = 'update_contract_end_date'

/**
 * Changes what a contract says, all of it or nothing: first its end (`endTerms`, `endBalances`), then what it has,
 * then what is added (reference section 6; OpenAPI, editContract-v2).
 * @returns the contract, whose last version is the edit.
 * @throws Problem not_found or invalid, naming the field; conflict where the uniqueness key was used before.
 */
export async function editContract(
  scope: CatalogScope,
  ref: ContractRef,
  edit: ContractEdit,
): Promise<Contract> {
  refuseEmpty(edit)
  const createdAt = scope.clock.now()
  return scope.catalog.transaction().execute(async (transaction) => {
    const contract = await getActiveContract({ catalog: transaction }, ref)
    const changed = changeTerms(contract.terms, edit.changes, createdAt)
    const ended = await endedBalances(transaction, contract, edit, createdAt)
    const balances = await findDrawableBalances(transaction, ref.customerId, contract.id, createdAt)
    const productIds = productIdsOfThresholds(changed, edit.changes)
    const book = await openContractBook(transaction, changed, edit.added, {
      balances,
      now: createdAt,
      productIds,
    })
    const updated = updateThresholds(book, edit.changes)
    const added = makeTerms(book, edit.added, 'add_')
    await validateAddedAccess(transaction, contract, edit.added, 'add_')
    const { commitUpdates: _, creditUpdates: __, ...changes } = edit.changes
    const archivedCommitIds = [...changes.archivedCommitIds, ...(ended?.change.archivedCommitIds ?? [])]
    const archivedCreditIds = [...changes.archivedCreditIds, ...(ended?.change.archivedCreditIds ?? [])]
    const contractVersionId = await addContractVersion(transaction, contract, {
      kind: 'EDIT',
      change: { ...changes, archivedCommitIds, archivedCreditIds, ...added.terms },
      terms: withAdded(updated, added.terms),
      uniquenessKey: edit.uniquenessKey,
      createdAt,
    })
    if (ended !== null) {
      await requireHierarchySize(transaction, contract, { field: END_FIELD, now: createdAt })
      await storeEndedBalances(transaction, ended, { contractVersionId, createdAt })
    }
    await editBalances(transaction, contract, edit.changes, { contractVersionId, createdAt })
    await insertBalancesOf(transaction, contract, added.balances, { contractVersionId, createdAt })
    const edited = await getContract({ catalog: transaction }, ref)
    const subscriptionIds = edit.changes.subscriptionUpdates.map(({ id }) => id)
    await requireSeatDrawsKept(transaction, contract, edited, subscriptionIds, createdAt)
    return edited
  })
}

/** What an end takes of the commits and credits; null where none is given. */
async function endedBalances(
  transaction: Catalog,
  contract: Contract,
  { changes, isEndBeforeInvoicesAllowed }: ContractEdit,
  now: Instant,
): Promise<EndedBalances | null> {
  const { endingBefore } = changes
  if (endingBefore === undefined) return null
  const { id } = contract
  const isRenewed = await requireEndByRenewal(transaction, id, endingBefore, END_FIELD)
  if (!isEndBeforeInvoicesAllowed) await requireEndAfterInvoices(transaction, id, endingBefore, END_FIELD)
  const leftIds = balancesGivenSchedules(changes)
  return endBalances(transaction, contract, endingBefore, { isRenewed, leftIds, now })
}

function refuseEmpty({ changes, added }: ContractEdit): void {
  const given = Object.values(added).filter((value) => value !== null)
  const all: unknown[] = [...Object.values(changes), ...given]
  const isEmpty = all.every((value) => value === undefined || (Array.isArray(value) && value.length === 0))
  if (isEmpty) throw invalid('body: changes nothing; an edit needs at least one change')
}

function changeTerms(before: ContractTerms, changes: ContractChanges, now: Instant): ContractTerms {
  let terms = before
  if (changes.name !== undefined) terms = { ...terms, name: changes.name }
  if (changes.netPaymentTermsDays !== undefined) {
    terms = { ...terms, netPaymentTermsDays: changes.netPaymentTermsDays }
  }
  if (changes.endingBefore !== undefined) {
    if (changes.endingBefore !== null && changes.endingBefore <= terms.startingAt) {
      throw invalid("update_contract_end_date: must be after the contract's starting_at")
    }
    terms = endTerms(terms, changes.endingBefore)
  }
  for (const [index, id] of changes.removedOverrideIds.entries()) {
    terms = removeOverride(terms, id, `remove_overrides.${index}.id`)
  }
  for (const [index, update] of changes.scheduledChargeUpdates.entries()) {
    terms = updateScheduledCharge(terms, update, `update_scheduled_charges.${index}.`)
  }
  for (const [index, id] of changes.archivedChargeIds.entries()) {
    terms = archiveCharge(terms, id, { field: `archive_scheduled_charges.${index}.id`, now })
  }
  for (const [index, update] of changes.subscriptionUpdates.entries()) {
    terms = updateSubscription(terms, update, `update_subscriptions.${index}.`)
  }
  for (const [index, update] of changes.recurringCommitUpdates.entries()) {
    const place = `update_recurring_commits.${index}.`
    terms = updateRecurringBalance(terms, 'recurringCommits', update, place)
  }
  for (const [index, update] of changes.recurringCreditUpdates.entries()) {
    const place = `update_recurring_credits.${index}.`
    terms = updateRecurringBalance(terms, 'recurringCredits', update, place)
  }
  return terms
}

function removeOverride(terms: ContractTerms, id: string, field: string): ContractTerms {
  const overrides = terms.overrides.filter((override) => override.id !== id)
  if (overrides.length === terms.overrides.length) throw notFound(`${field}: override`, id)
  return { ...terms, overrides }
}

function archiveCharge(
  terms: ContractTerms,
  id: string,
  { field, now }: { field: string; now: Instant },
): ContractTerms {
  const charge = terms.scheduledCharges.find((one) => one.id === id)
  if (charge === undefined) throw notFound(`${field}: scheduled charge`, id)
  if (charge.archivedAt !== null) throw invalid(`${field}: scheduled charge ${id} is archived already`)
  const archived = { ...charge, archivedAt: now }
  return {
    ...terms,
    scheduledCharges: terms.scheduledCharges.map((one) => (one.id === id ? archived : one)),
  }
}
