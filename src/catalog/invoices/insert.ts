import { CompiledQuery, type Compilable } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Catalog } from '../database.ts'
import type { CatalogScope } from '../scope.ts'
import { readContractsCutoff, type BookCutoff, type TermsCutoff } from '../terms-known.ts'
import { documentChecksum } from './document-checksum.ts'
import { customerRevisions } from './revision.ts'
import type { LedgerEntry, StoredInvoice } from './rows.ts'

/** An invoice to be stored, and what it does to commits and credits. */
export interface InvoiceToStore {
  invoice: Omit<StoredInvoice, 'seq' | 'checksum' | 'finalizedAt' | 'voidedAt' | 'cutoff' | 'termsCutoff'> & {
    /** Of what is metered. */
    cutoff?: number | null
    /** Of the prices that it has for that. */
    bookCutoff?: BookCutoff | undefined
  }
  entries: readonly EntryToStore[]
}

/** What an invoice does to a segment of a commit or credit, to be stored. */
export type EntryToStore = Pick<
  LedgerEntry,
  'customerId' | 'balanceId' | 'segmentId' | 'type' | 'effectiveAt'
> & {
  /** A decimal. */
  amount: string
}

/** The invoices of a customer, and what the customer was when they were computed. */
export interface CustomerInvoices {
  customerId: string
  invoices: readonly InvoiceToStore[]
  /** `customerRevision` from before they were computed. */
  revision: string
}

/**
 * Stores invoices of one customer with their ledger entries, all or none, where what they were computed from is still as
 * it was: so two of them never spend the same commit twice, whoever finalizes them (semantics 30).
 * @param revision `customerRevision` from before they were computed.
 * @returns whether they were stored; where not, they have to be computed anew.
 */
export async function insertInvoices(
  scope: CatalogScope,
  customerId: string,
  invoices: readonly InvoiceToStore[],
  revision: string,
): Promise<boolean> {
  const changed = await insertInvoicesOf(scope, [{ customerId, invoices, revision }])
  return changed.length === 0
}

/**
 * The same of many customers in one transaction: of each all or none.
 * @returns the ids of the customers of whom nothing was stored, as they have changed.
 */
export async function insertInvoicesOf(
  { catalog, clock }: CatalogScope,
  customers: readonly CustomerInvoices[],
): Promise<string[]> {
  const finalizedAt = clock.now()
  return catalog.transaction().execute(async (transaction) => {
    const now = await customerRevisions(
      transaction,
      customers.map(({ customerId }) => customerId),
    )
    const isSame = ({ customerId, revision }: CustomerInvoices) => now.get(customerId) === revision
    const all = customers.filter(isSame).flatMap(({ invoices }) => invoices)
    await insertInvoiceRows(
      transaction,
      all.map(({ invoice }) => invoice),
      finalizedAt,
    )
    await insertLedgerEntries(transaction, all, finalizedAt)
    return customers.filter((one) => !isSame(one)).map(({ customerId }) => customerId)
  })
}

/** Writes invoices without what they do to commits and credits, within the caller's transaction. */
export async function insertInvoiceRows(
  transaction: Catalog,
  invoices: readonly InvoiceToStore['invoice'][],
  finalizedAt: Instant,
): Promise<void> {
  // Of whom it is stored, nothing was changed since it was read.
  const contractsCutoff = await readContractsCutoff(transaction)
  const rows = invoices.map((invoice) => {
    const { bookCutoff } = invoice
    return invoiceRow(invoice, finalizedAt, bookCutoff && { ...bookCutoff, ...contractsCutoff })
  })
  await insertRows(transaction, 'invoices', rows, (some) => transaction.insertInto('invoices').values(some))
}

/** Writes what invoices do to segments, within the caller's transaction. */
export async function insertLedgerEntries(
  transaction: Catalog,
  invoices: readonly {
    invoice: Pick<StoredInvoice, 'id'>
    entries: readonly EntryToStore[]
  }[],
  createdAt: Instant,
): Promise<void> {
  const rows = invoices.flatMap(({ invoice, entries }) =>
    entries.map((entry) => ({
      id: newId(),
      invoice_id: invoice.id,
      customer_id: entry.customerId,
      balance_id: entry.balanceId,
      segment_id: entry.segmentId,
      type: entry.type,
      amount: entry.amount,
      effective_at: entry.effectiveAt,
      created_at: createdAt,
    })),
  )
  await insertRows(transaction, 'ledger_entries', rows, (some) =>
    transaction.insertInto('ledger_entries').values(some),
  )
}

function invoiceRow(
  invoice: InvoiceToStore['invoice'],
  finalizedAt: Instant,
  termsCutoff: TermsCutoff | undefined,
) {
  return {
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
    checksum: documentChecksum(invoice.document),
    regenerated_from_id: invoice.regeneratedFromId,
    finalized_at: finalizedAt,
    voided_at: null,
    cutoff: invoice.cutoff ?? null,
    rates_cutoff: termsCutoff?.rates ?? null,
    product_versions_cutoff: termsCutoff?.productVersions ?? null,
    contract_versions_cutoff: termsCutoff?.contractVersions ?? null,
    balance_versions_cutoff: termsCutoff?.balanceVersions ?? null,
  }
}

const ROWS_PER_STATEMENT = 100
// By the table and the number of rows: to make a text each time takes some 8 µs an invoice.
const texts = new Map<string, string>()

async function insertRows<Row extends object>(
  transaction: Catalog,
  table: string,
  rows: readonly Row[],
  insertOf: (rows: readonly Row[]) => Compilable,
): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    const some = rows.slice(start, start + ROWS_PER_STATEMENT)
    const key = `${table} ${some.length}`
    const text = texts.get(key) ?? insertOf(some).compile().sql
    texts.set(key, text)
    await transaction.executeQuery(CompiledQuery.raw(text, some.flatMap(Object.values)))
  }
}
