import { documentChecksum } from '../../catalog/invoices/document-checksum.ts'
import type { StoredInvoice } from '../../catalog/invoices/rows.ts'
import { readStored, replaced, writeStored, writtenOnce } from '../../catalog/stored-json.ts'
import type { QuantityPiece, UsageBasis } from './usage-basis.ts'
import type { Invoice, InvoiceLine } from '../invoice.ts'
import { PLAIN } from './plain-line.ts'

/** What a finalized invoice says, beside what it is found by. */
type InvoiceDocument = Pick<
  Invoice,
  'customer' | 'contract' | 'currency' | 'lines' | 'total' | 'imported' | 'payer' | 'constituents'
>

/** The same, with what its usage follows from; an imported invoice has none. */
type WrittenDocument = InvoiceDocument & { basis?: UsageBasis }

type UnsaidField = keyof typeof PLAIN | 'creditType'

/** As it is stored: see `sayLine`. */
type SaidDocument = Omit<WrittenDocument, 'lines' | 'basis'> & {
  lines: (Omit<InvoiceLine, UnsaidField> & Partial<Pick<InvoiceLine, UnsaidField>>)[]
  basis?: Omit<UsageBasis, 'pieces'> & { pieces: Record<string, readonly QuantityPiece[]> }
}

/**
 * Writes what an invoice says.
 * @param basis what its usage follows from, to be shown by `readBasis`.
 */
export function writeDocument(invoice: Invoice, basis: UsageBasis | null = null): string {
  const { customer, contract, currency, lines, total } = invoice
  const said = {
    customer,
    contract,
    currency: writtenOnce(currency),
    lines: lines.map((line) => sayLine(line, currency)),
    total,
    ...factsOf(invoice),
  }
  return writeStored(basis === null ? said : { ...said, basis: sayBasis(basis) })
}

/** Reads what a finalized invoice's usage follows from; null where none was metered for it. @throws as `readInvoice`. */
export function readBasis(stored: StoredInvoice): UsageBasis | null {
  return readDocument(stored).basis ?? null
}

/** Reads an invoice as it was finalized. @throws Error where its document is not the one that was written. */
export function readInvoice(stored: StoredInvoice): Invoice {
  const document = readDocument(stored)
  const { customer, contract, currency, lines, total } = document
  const { id, type, period, issuedAt, regeneratedFromId } = stored
  return {
    id,
    type,
    status: statusOf(stored),
    period,
    issuedAt,
    regeneratedFromId,
    customer,
    contract,
    currency,
    lines,
    total,
    ...factsOf(document),
  }
}

/** The status of a stored invoice. */
export function statusOf({ voidedAt }: Pick<StoredInvoice, 'voidedAt'>): 'FINALIZED' | 'VOID' {
  return voidedAt === null ? 'FINALIZED' : 'VOID'
}

/** What only some invoices say. */
function factsOf({ imported, payer, constituents }: Pick<Invoice, 'imported' | 'payer' | 'constituents'>) {
  return {
    ...(imported === undefined ? {} : { imported }),
    ...(payer === undefined ? {} : { payer }),
    ...(constituents === undefined ? {} : { constituents }),
  }
}

function readDocument(stored: StoredInvoice): WrittenDocument {
  if (documentChecksum(stored.document) !== stored.checksum) {
    throw new Error(`invoice ${stored.id} is not as it was finalized: its checksum differs`)
  }
  const { lines, basis, ...written } = readStored(stored.document) as SaidDocument
  const { currency } = written
  return {
    ...written,
    lines: lines.map((line) => ({ ...PLAIN, ...line, creditType: line.creditType ?? currency })),
    ...(basis === undefined ? {} : { basis: { ...basis, pieces: new Map(Object.entries(basis.pieces)) } }),
  }
}

const PLAIN_VALUES: ReadonlyMap<string, unknown> = new Map(Object.entries(PLAIN))
/** What many lines share: a product, its price, a tier of that, what one costs in it, the time that the price holds for. */
const REPEATED: ReadonlySet<string> = new Set(['product', 'listPrice', 'tier', 'period', 'unitPrice'])

/** What is said of a line: nothing of what it has not, and nothing of its currency where that is the invoice's. */
function sayLine(line: InvoiceLine, currency: InvoiceDocument['currency']): unknown {
  const isOfInvoice = line.creditType.id === currency.id
  return replaced(line, (name, value) => {
    if (value === PLAIN_VALUES.get(name)) return undefined
    if (name === 'creditType') return isOfInvoice ? undefined : value
    return REPEATED.has(name) ? writtenOnce(value as object) : value
  })
}

function sayBasis(basis: UsageBasis): object {
  return { ...basis, measures: writtenOnce(basis.measures) }
}
