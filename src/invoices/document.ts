import { createHash } from 'node:crypto'
import type { StoredInvoice } from '../catalog/invoices/rows.ts'
import { readStored, writeStored } from '../catalog/stored-json.ts'
import type { Invoice } from './invoice.ts'

/** What a finalized invoice says, beside what it is found by. */
type InvoiceDocument = Pick<Invoice, 'customer' | 'contract' | 'currency' | 'lines' | 'total'>

/** Writes what an invoice says, and its checksum, the SHA-256 of that text. */
export function writeDocument(invoice: Invoice): Pick<StoredInvoice, 'document' | 'checksum'> {
  const { customer, contract, currency, lines, total } = invoice
  const said: InvoiceDocument = { customer, contract, currency, lines, total }
  const document = writeStored(said)
  return { document, checksum: checksumOf(document) }
}

/** Reads an invoice as it was finalized. @throws Error where its document is not the one that was written. */
export function readInvoice(stored: StoredInvoice): Invoice {
  if (checksumOf(stored.document) !== stored.checksum) {
    throw new Error(`invoice ${stored.id} is not as it was finalized: its checksum differs`)
  }
  const { id, type, period, issuedAt, regeneratedFromId, voidedAt } = stored
  const status = voidedAt === null ? 'FINALIZED' : 'VOID'
  return {
    id,
    type,
    status,
    period,
    issuedAt,
    regeneratedFromId,
    ...(readStored(stored.document) as InvoiceDocument),
  }
}

function checksumOf(document: string): string {
  return createHash('sha256').update(document).digest('hex')
}
