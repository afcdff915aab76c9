import { invalid } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { CatalogScope } from '../scope.ts'
import type { AccessUpdate } from './balance-update.ts'
import { changeBalance, getActiveBalance } from './edit.ts'
import type { BalanceRef } from './get.ts'
import type { BalanceTerms } from './terms.ts'

/** Where access and invoices are to end; null leaves them. */
export interface BalanceEnd {
  accessEndingBefore: Instant | null
  invoicesEndingBefore: Instant | null
}

/**
 * Ends a PREPAID commit or a credit earlier: what could be drawn later, and what would be billed later, goes (OpenAPI,
 * updateCommitEndDate and updateCreditEndDate).
 * @throws Problem not_found, or invalid where it is POSTPAID or archived, would end later than it does or before it
 * starts, or nothing is asked for.
 */
export async function updateBalanceEndDate(
  scope: CatalogScope,
  ref: BalanceRef,
  { accessEndingBefore, invoicesEndingBefore }: BalanceEnd,
): Promise<void> {
  if (accessEndingBefore === null && invoicesEndingBefore === null) {
    throw invalid('access_ending_before: this or invoices_ending_before is required')
  }
  const createdAt = scope.clock.now()
  await scope.catalog.transaction().execute(async (transaction) => {
    const balance = await getActiveBalance(transaction, ref, createdAt)
    if (balance.type === 'POSTPAID') throw invalid('commit_id: must be a PREPAID commit, not POSTPAID')
    const { access, invoice } = balance.terms
    const laterItems = (invoice?.items ?? []).filter(
      ({ timestamp }) => invoicesEndingBefore !== null && timestamp >= invoicesEndingBefore,
    )
    const update = {
      access: accessEndingBefore === null ? undefined : cutAccess(access, accessEndingBefore),
      invoice:
        laterItems.length === 0
          ? undefined
          : { addedItems: [], itemUpdates: [], removedItemIds: laterItems.map(({ id }) => id) },
    }
    // What ends there already needs no new version.
    if (update.invoice === undefined && isWithoutChange(update.access)) return
    await changeBalance(transaction, balance, update, { kind: 'END_DATE', createdAt })
  })
}

function cutAccess({ segments }: BalanceTerms['access'], end: Instant): AccessUpdate {
  const field = 'access_ending_before'
  if (segments.every(({ endingBefore }) => endingBefore < end)) {
    throw invalid(`${field}: must not be after the present end; an edit can extend it`)
  }
  if (segments.every(({ startingAt }) => startingAt >= end)) {
    throw invalid(`${field}: must be after the first starting_at`)
  }
  const cut = segments.filter(({ startingAt, endingBefore }) => startingAt < end && endingBefore > end)
  return {
    added: [],
    updates: cut.map(({ id }) => ({ id, amount: null, startingAt: null, endingBefore: end })),
    removedIds: segments.filter(({ startingAt }) => startingAt >= end).map(({ id }) => id),
  }
}

function isWithoutChange(update: AccessUpdate | undefined): boolean {
  return update === undefined || update.updates.length + update.removedIds.length === 0
}
