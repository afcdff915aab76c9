import type { Selectable } from 'kysely'
import { Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import type { CatalogTables, InvoiceType, LedgerEntryKind } from '../tables.ts'
import type { TermsCutoff } from '../terms-known.ts'

/** A finalized invoice as it is stored; what it says is in its document (`src/invoices/document/document.ts`). */
export interface StoredInvoice {
  seq: number
  id: string
  /** What it bills, such as a contract's month; a regenerated invoice has that of the one before. */
  headId: string
  customerId: string
  contractId: string
  type: InvoiceType
  currencyId: string
  /** Null on a scheduled invoice. */
  period: TimeRange | null
  issuedAt: Instant
  /** JSON text. */
  document: string
  /** The SHA-256 of the document, in hexadecimal. */
  checksum: string
  /** The voided invoice that it stands for; null where there is none. */
  regeneratedFromId: string | null
  finalizedAt: Instant
  voidedAt: Instant | null
  /** The last event that it counts, by `accepted_sequence` (semantics 31); null where none is counted for it here. */
  cutoff: number | null
  /** The terms that it was computed by; null where it counts nothing, and where that was not stored yet. */
  termsCutoff: TermsCutoff | null
}

/** What an invoice did to a segment of a commit or credit. */
export interface LedgerEntry {
  id: string
  invoiceId: string
  /** The invoice's. */
  contractId: string
  /** Whose the commit or credit is; the invoice may be another's, with whom it is shared. */
  customerId: string
  balanceId: string
  segmentId: string
  type: LedgerEntryKind
  /** Less than 0 where it was taken. */
  amount: Decimal
  effectiveAt: Instant
  createdAt: Instant
}

/** Reads a finalized invoice from its row. */
export function fromInvoiceRow(row: Selectable<CatalogTables['invoices']>): StoredInvoice {
  return {
    seq: row.seq,
    id: row.id,
    headId: row.head_id,
    customerId: row.customer_id,
    contractId: row.contract_id,
    type: row.type,
    currencyId: row.currency_id,
    period: periodOf(row),
    issuedAt: row.issued_at,
    document: row.document,
    checksum: row.checksum,
    regeneratedFromId: row.regenerated_from_id,
    finalizedAt: row.finalized_at,
    voidedAt: row.voided_at,
    cutoff: row.cutoff,
    termsCutoff: termsCutoffOf(row),
  }
}

function termsCutoffOf(row: Selectable<CatalogTables['invoices']>): TermsCutoff | null {
  const {
    rates_cutoff: rates,
    product_versions_cutoff: productVersions,
    contract_versions_cutoff: contractVersions,
    balance_versions_cutoff: balanceVersions,
  } = row
  if (rates === null || productVersions === null || contractVersions === null || balanceVersions === null) {
    return null
  }
  return { rates, productVersions, contractVersions, balanceVersions }
}

/** The usage period of an invoice; null on a scheduled one. */
export function periodOf(
  row: Pick<Selectable<CatalogTables['invoices']>, 'period_from' | 'period_to'>,
): TimeRange | null {
  const { period_from: from, period_to: to } = row
  return from === null || to === null ? null : { from, to }
}

/** Reads a ledger entry from its row, which has its invoice's contract. */
export function fromLedgerEntryRow(
  row: Selectable<CatalogTables['ledger_entries']> & { contract_id: string },
): LedgerEntry {
  return {
    id: row.id,
    invoiceId: row.invoice_id,
    contractId: row.contract_id,
    customerId: row.customer_id,
    balanceId: row.balance_id,
    segmentId: row.segment_id,
    type: row.type,
    amount: new Decimal(row.amount),
    effectiveAt: row.effective_at,
    createdAt: row.created_at,
  }
}
