import { invalid, notFound } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { CatalogScope } from '../scope.ts'
import { addContractVersion } from './add-version.ts'
import type { ScheduledChargeUpdate, SubscriptionUpdate } from './contract-change.ts'
import { openContractBook } from './contract-book.ts'
import { endTerms } from './end-terms.ts'
import { getActiveContract, getContract, type ContractRef } from './get.ts'
import { makeTerms, withAdded } from './make-terms.ts'
import type { NewTerms } from './new-terms.ts'
import { requireEndByRenewal } from './renew.ts'
import type { Contract } from './rows.ts'
import type { ContractTerms } from './terms.ts'
import { updateScheduledCharge } from './update-scheduled-charge.ts'
import { updateSubscription } from './update-subscription.ts'

/** Changes of what a contract has; what is undefined stays, what is null is removed. */
export interface ContractChanges {
  name: string | null | undefined
  endingBefore: Instant | null | undefined
  netPaymentTermsDays: number | null | undefined
  scheduledChargeUpdates: readonly ScheduledChargeUpdate[]
  subscriptionUpdates: readonly SubscriptionUpdate[]
  archivedChargeIds: readonly string[]
  removedOverrideIds: readonly string[]
}

export interface ContractEdit {
  uniquenessKey: string | null
  changes: ContractChanges
  added: NewTerms
}

/**
 * Changes what a contract says, all of it or nothing: first its end, then what it has, then what is added (reference
 * section 6; OpenAPI, editContract-v2).
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
    if (edit.changes.endingBefore !== undefined) {
      const field = 'update_contract_end_date'
      await requireEndByRenewal(transaction, contract.id, edit.changes.endingBefore, field)
    }
    const book = await openContractBook(transaction, changed, edit.added, createdAt)
    const added = makeTerms(book, edit.added, 'add_')
    await addContractVersion(transaction, contract, {
      kind: 'EDIT',
      change: { ...edit.changes, ...added },
      terms: withAdded(changed, added),
      uniquenessKey: edit.uniquenessKey,
      createdAt,
    })
    return getContract({ catalog: transaction }, ref)
  })
}

function refuseEmpty({ changes, added }: ContractEdit): void {
  const all: unknown[] = [...Object.values(changes), ...Object.values(added)]
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
