import type { Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'

/** The kinds of entries that a segment alone explains. */
export type SegmentEntryKind = 'SEGMENT_START' | 'INITIAL_BALANCE' | 'SEAT_BASED_ADJUSTMENT' | 'EXPIRATION'

/** The kinds of entries that an invoice makes. */
export type InvoiceEntryKind = 'AUTOMATED_INVOICE_DEDUCTION' | 'TRUEUP' | 'CANCELED'

interface Entry {
  /** When it counts, which may be after now: a draft's deduction is dated at the end of its period. */
  at: Instant
  /** More than 0 where it adds to what can be drawn. */
  amount: Decimal
  segmentId: string
}

/**
 * A line of the ledger of a commit or credit (OpenAPI, listCustomerBalances: ledger). The kinds are the document's
 * types without the kind of balance in front: INITIAL_BALANCE and TRUEUP are of POSTPAID commits alone, and they have
 * no SEGMENT_START, SEAT_BASED_ADJUSTMENT or CANCELED.
 */
export type LedgerEntry =
  | (Entry & { kind: SegmentEntryKind })
  | (Entry & { kind: InvoiceEntryKind; invoiceId: string; contractId: string })
  | (Entry & { kind: 'ROLLOVER'; newContractId: string })
  | (Entry & { kind: 'MANUAL'; reason: string })
