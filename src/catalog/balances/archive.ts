import { sumOf } from '../../kernel/decimal.ts'
import { invalid } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Catalog } from '../database.ts'
import { findInvoicedUse } from './invoiced-use.ts'
import { findCarriedDraws } from './keep-carried.ts'
import { refuseArchivedBalance } from './refuse-archived.ts'
import type { CatalogBalance } from './rows.ts'
import { storeChild } from './store-child.ts'

/**
 * Archives a commit or credit, within the caller's transaction: nothing draws on it any more, and it is not billed.
 * @param field what names it in the request, and what it is, such as `archive_commits.0.id: commit`
 * @throws Problem invalid where it is archived already, or finalized invoices drew on it or bill it; once these are voided
 * it can be (OpenAPI, archiveCommit).
 */
export async function archiveBalance(
  transaction: Catalog,
  balance: CatalogBalance,
  { field, now }: { field: string; now: Instant },
): Promise<void> {
  refuseArchivedBalance(balance, field)
  await refuseInvoiced(transaction, balance, field)
  await storeChild(transaction, balance)
  await transaction.updateTable('balances').set({ archived_at: now }).where('id', '=', balance.id).execute()
}

async function refuseInvoiced(transaction: Catalog, balance: CatalogBalance, field: string): Promise<void> {
  const { draws, items } = await findInvoicedUse(transaction, balance)
  const invoiceIds = [...draws, ...items.filter(({ isVoided }) => !isVoided)].map(
    ({ invoiceId }) => invoiceId,
  )
  const [invoiceId] = invoiceIds
  const [carried] = await findCarriedDraws(transaction, balance)
  if (carried !== undefined) {
    throw invalid(
      `${field} ${balance.id} cannot be archived, as finalized invoice ${carried.invoiceId} drew on what was carried over from it; void it first`,
    )
  }
  if (invoiceId === undefined) return
  const drawn = sumOf(draws, ({ amount }) => amount)
  const did = drawn.isZero() ? 'bills it' : `drew on it, as others may have: ${drawn.toFixed()} in all`
  throw invalid(
    `${field} ${balance.id} cannot be archived, as finalized invoice ${invoiceId} ${did}; void it first`,
  )
}
