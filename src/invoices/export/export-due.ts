import type { ExportScope } from '../../catalog/customers/export-due.ts'
import { findExportsDue, removeExportsDue } from '../../catalog/invoices/exports-due.ts'
import { exportRows } from './export-rows.ts'
import { OversizedInvoiceError } from './oversized-invoice-error.ts'

// Bounds what is held in memory; an invoice may have many lines.
const INVOICES_PER_INSERT = 200

/**
 * Brings invoices that are due into the warehouse, in the order in which they were finalized or voided, their lines first.
 * Done again where it was cut short, it changes nothing.
 * @param onOversized told of each invoice that had to go to a table of its own, as an amount is too long for the others.
 * @returns whether more may be due.
 * @throws where it is not known that they are on disk; they stay due.
 */
export async function exportDueInvoices(
  { catalog, warehouse }: ExportScope,
  onOversized: (error: OversizedInvoiceError) => void,
): Promise<boolean> {
  const due = await findExportsDue(catalog, INVOICES_PER_INSERT)
  const last = due.at(-1)
  if (last === undefined) return false
  const rows = due.map(({ stored, version }) => exportRows(stored, version))
  const fitting = rows.filter(({ oversized }) => oversized.length === 0)
  const oversized = rows.filter((row) => row.oversized.length > 0)
  await warehouse.insert(
    'exported_invoice_lines',
    fitting.flatMap(({ lines }) => lines),
  )
  await warehouse.insert(
    'invoice_versions',
    fitting.map(({ invoice }) => invoice),
  )
  await warehouse.insert(
    'oversized_invoice_versions',
    oversized.map(({ invoice }) => invoice),
  )
  // Before they are due no longer: rather twice than never.
  for (const { invoice, oversized: amounts } of oversized) {
    onOversized(
      new OversizedInvoiceError(
        invoice.id,
        amounts.map(({ field }) => field),
      ),
    )
  }
  await removeExportsDue(catalog, last.version)
  return due.length === INVOICES_PER_INSERT
}
