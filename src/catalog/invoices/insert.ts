import { newId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Catalog } from '../database.ts'
import type { CatalogScope } from '../scope.ts'
import { customerRevision } from './revision.ts'
import type { LedgerEntry, StoredInvoice } from './rows.ts'

/** An invoice to be stored, and what it does to commits and credits. */
export interface InvoiceToStore {
  invoice: Omit<StoredInvoice, 'seq' | 'finalizedAt' | 'voidedAt'>
  entries: readonly Pick<LedgerEntry, 'balanceId' | 'segmentId' | 'type' | 'amount' | 'effectiveAt'>[]
}

/**
 * Stores invoices of one customer with their ledger entries, all or none, where what they were computed from is still as
 * it was: so two of them never spend the same commit twice, whoever finalizes them (semantics 30).
 * @param revision `customerRevision` from before they were computed.
 * @returns whether they were stored; where not, they have to be computed anew.
 */
export async function insertInvoices(
  { catalog, clock }: CatalogScope,
  customerId: string,
  invoices: readonly InvoiceToStore[],
  revision: string,
): Promise<boolean> {
  const finalizedAt = clock.now()
  return catalog.transaction().execute(async (transaction) => {
    if ((await customerRevision(transaction, customerId)) !== revision) return false
    for (const invoice of invoices) await insertInvoice(transaction, invoice, finalizedAt)
    return true
  })
}

async function insertInvoice(
  transaction: Catalog,
  { invoice, entries }: InvoiceToStore,
  finalizedAt: Instant,
): Promise<void> {
  await transaction
    .insertInto('invoices')
    .values({
      id: invoice.id,
      head_id: invoice.headId,
      customer_id: invoice.customerId,
      contract_id: invoice.contractId,
      type: invoice.type,
      currency_id: invoice.currencyId,
      period_from: invoice.period?.from ?? null,
      period_to: invoice.period?.to ?? null,
      issued_at: invoice.issuedAt,
      document: invoice.document,
      checksum: invoice.checksum,
      regenerated_from_id: invoice.regeneratedFromId,
      finalized_at: finalizedAt,
      voided_at: null,
    })
    .execute()
  for (const entry of entries) await insertLedgerEntry(transaction, invoice, entry, finalizedAt)
}

/** Writes what an invoice does to a segment, within the caller's transaction. */
export async function insertLedgerEntry(
  transaction: Catalog,
  invoice: Pick<StoredInvoice, 'id' | 'customerId'>,
  entry: InvoiceToStore['entries'][number],
  createdAt: Instant,
): Promise<void> {
  await transaction
    .insertInto('ledger_entries')
    .values({
      id: newId(),
      invoice_id: invoice.id,
      customer_id: invoice.customerId,
      balance_id: entry.balanceId,
      segment_id: entry.segmentId,
      type: entry.type,
      amount: entry.amount.toFixed(),
      effective_at: entry.effectiveAt,
      created_at: createdAt,
    })
    .execute()
}
