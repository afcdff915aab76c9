import { createHash } from 'node:crypto'
import type { StoredInvoice } from '../catalog/invoices/rows.ts'
import { readStored, writeStored } from '../catalog/stored-json.ts'
import type { UsageBasis } from './explain/usage-basis.ts'
import type { Invoice } from './invoice.ts'

/** What a finalized invoice says, beside what it is found by. */
type InvoiceDocument = Pick<Invoice, 'customer' | 'contract' | 'currency' | 'lines' | 'total' | 'imported'>

/** The same, with what its usage follows from; an imported invoice has none. */
type WrittenDocument = InvoiceDocument & { basis?: UsageBasis }

/**
 * Writes what an invoice says, and its checksum, the SHA-256 of that text.
 * @param basis what its usage follows from, to be shown by `readBasis`.
 */
export function writeDocument(
  invoice: Invoice,
  basis: UsageBasis | null = null,
): Pick<StoredInvoice, 'document' | 'checksum'> {
  const { customer, contract, currency, lines, total, imported } = invoice
  const facts = imported === undefined ? {} : { imported }
  const said: InvoiceDocument = { customer, contract, currency, lines, total, ...facts }
  const written: WrittenDocument = basis === null ? said : { ...said, basis }
  const document = writeStored(written)
  return { document, checksum: checksumOf(document) }
}

/** Reads what a finalized invoice's usage follows from; null where none was metered for it. @throws as `readInvoice`. */
export function readBasis(stored: StoredInvoice): UsageBasis | null {
  return readDocument(stored).basis ?? null
}

/** Reads an invoice as it was finalized. @throws Error where its document is not the one that was written. */
export function readInvoice(stored: StoredInvoice): Invoice {
  const { customer, contract, currency, lines, total, imported } = readDocument(stored)
  const { id, type, period, issuedAt, regeneratedFromId, voidedAt } = stored
  const status = voidedAt === null ? 'FINALIZED' : 'VOID'
  return {
    id,
    type,
    status,
    period,
    issuedAt,
    regeneratedFromId,
    customer,
    contract,
    currency,
    lines,
    total,
    ...(imported === undefined ? {} : { imported }),
  }
}

function readDocument(stored: StoredInvoice): WrittenDocument {
  if (checksumOf(stored.document) !== stored.checksum) {
    throw new Error(`invoice ${stored.id} is not as it was finalized: its checksum differs`)
  }
  return readStored(stored.document) as WrittenDocument
}

function checksumOf(document: string): string {
  return createHash('sha256').update(document).digest('hex')
}
