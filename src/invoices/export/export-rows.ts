import type { StoredInvoice } from '../../catalog/invoices/rows.ts'
import type { Decimal } from '../../kernel/decimal.ts'
import { warehouseInstant, type Instant } from '../../kernel/instant.ts'
import { isCounted } from '../document/applied-lines.ts'
import { readInvoice } from '../document/document.ts'
import type { Invoice } from '../invoice.ts'
import { EXPORTED_SCALE, oversizedAmounts, type OversizedAmount } from './oversized-amounts.ts'

/** A row of a table, by its columns. */
type Row = Record<string, unknown>

/** An invoice as rows of the tables. */
export interface ExportRows {
  /** Of `invoice_versions`, or of `oversized_invoice_versions` where there are oversized amounts. */
  invoice: Row & { id: string }
  /** Of `exported_invoice_lines`; none where there are oversized amounts. */
  lines: Row[]
  oversized: OversizedAmount[]
}

/**
 * The rows that an invoice is; the lines of a consolidated one are those of the invoices that it puts together.
 * @throws as `readInvoice`
 */
export function exportRows(stored: StoredInvoice, version: number): ExportRows {
  const invoice = readInvoice(stored)
  const { period, constituents } = invoice
  const lines = constituents === undefined ? invoice.lines : []
  const oversized = oversizedAmounts({ total: invoice.total, lines })
  const row = {
    id: stored.id,
    version,
    customer_id: stored.customerId,
    contract_id: stored.contractId,
    type: stored.type,
    status: invoice.status,
    currency: invoice.currency.name,
    issued_at: warehouseInstant(stored.issuedAt),
    finalized_at: warehouseInstant(stored.finalizedAt),
    voided_at: instantOrNull(stored.voidedAt),
  }
  if (oversized.length > 0) {
    const amounts = Object.fromEntries(oversized.map(({ field, amount }) => [field, amount.toFixed()]))
    return { invoice: { ...row, total: invoice.total.toFixed(), amounts }, lines: [], oversized }
  }
  return {
    invoice: {
      ...row,
      period_from: instantOrNull(period?.from),
      period_to: instantOrNull(period?.to),
      regenerated_from_id: stored.regeneratedFromId,
      cutoff: stored.cutoff,
      line_count: lines.length,
      constituent_ids: (constituents ?? []).map(({ invoiceId }) => invoiceId),
      total: exact(invoice.total),
    },
    lines: lines.map((line, index) => lineRow(invoice, line, index)),
    oversized,
  }
}

function lineRow({ id: invoiceId, currency }: Invoice, line: Invoice['lines'][number], index: number): Row {
  return {
    invoice_id: invoiceId,
    line_index: index,
    id: line.id,
    type: line.type,
    name: line.name,
    product_id: line.product?.id ?? null,
    currency: line.creditType.name,
    period_from: instantOrNull(line.period?.from),
    period_to: instantOrNull(line.period?.to),
    quantity: exact(line.quantity),
    unit_price: exact(line.unitPrice),
    total: exact(line.total),
    is_counted: line.creditType.id === currency.id && isCounted(line),
    tier_level: line.tier?.level ?? null,
    pricing_group_values: line.pricingGroupValues ?? {},
    presentation_group_values: line.presentationGroupValues ?? {},
    commit_id: line.commit?.id ?? null,
    subscription_id: line.subscription?.id ?? null,
  }
}

/** Text, of which the engine reads every digit; those past the column's scale are cut off here. */
function exact(amount: Decimal): string {
  return amount.toDecimalPlaces(EXPORTED_SCALE).toFixed()
}

function instantOrNull(at: Instant | null | undefined): string | null {
  return at == null ? null : warehouseInstant(at)
}
