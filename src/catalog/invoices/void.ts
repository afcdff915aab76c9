import { invalid, notFound } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Catalog } from '../database.ts'
import type { CatalogScope } from '../scope.ts'
import { findLedgerEntriesOf } from './find-ledger-entries.ts'
import { findInvoice } from './find.ts'
import { insertLedgerEntries } from './insert.ts'
import type { StoredInvoice } from './rows.ts'

/**
 * Voids a finalized invoice at once, and gives back what it drew, in one transaction; its document stays (reference
 * section 7). @throws Problem not_found where there is none that is finalized; invalid where it is voided already.
 */
export async function voidInvoice(scope: CatalogScope, id: string): Promise<void> {
  const voidedAt = scope.clock.now()
  await scope.catalog.transaction().execute(async (transaction) => {
    const invoice = await findInvoice({ catalog: transaction }, id)
    if (invoice === undefined) throw notFound('id: finalized invoice', id)
    if (invoice.voidedAt !== null) throw invalid(`id: invoice ${id} is voided already`)
    await voidStored(transaction, invoice, voidedAt)
  })
}

/** Voids all finalized invoices of a contract, within the caller's transaction. */
export async function voidInvoicesOf(
  transaction: Catalog,
  contractId: string,
  voidedAt: Instant,
): Promise<void> {
  const invoices = await transaction
    .selectFrom('invoices')
    .select('id')
    .where('contract_id', '=', contractId)
    .where('voided_at', 'is', null)
    .orderBy('seq')
    .execute()
  for (const invoice of invoices) await voidStored(transaction, invoice, voidedAt)
}

async function voidStored(
  transaction: Catalog,
  invoice: Pick<StoredInvoice, 'id'>,
  voidedAt: Instant,
): Promise<void> {
  const { id } = invoice
  await transaction.updateTable('invoices').set({ voided_at: voidedAt }).where('id', '=', id).execute()
  const givenBack = (await findLedgerEntriesOf(transaction, id)).map((entry) => ({
    ...entry,
    type: 'CANCELED' as const,
    amount: entry.amount.negated().toFixed(),
    effectiveAt: voidedAt,
  }))
  await insertLedgerEntries(transaction, [{ invoice, entries: givenBack }], voidedAt)
}
