import type { ExportScope } from '../../catalog/customers/export-due.ts'
import { openExportLoop, type ExportLoop, type ExportLoopOptions } from '../../catalog/export-loop.ts'
import { beginExportAnew, EXPORTED } from '../../catalog/begin-export-anew.ts'
import { exportDueInvoices } from './export-due.ts'

/** Keeps the warehouse's invoices those of the catalog. */
export type InvoiceExport = ExportLoop

interface InvoiceExportOptions extends ExportLoopOptions {
  /** Whether it gives way, as a run finalizes invoices: both at once take each other's time and memory. */
  isHeld?: () => boolean
}

/**
 * Begins to export what is due, waits for nothing, and goes on whenever it is asked to and again every so often. While it is
 * held nothing is exported; it is to be asked again after that. An invoice that the tables cannot hold counts as a failure that
 * is told; it is in `oversized_invoices` then, and keeps no other waiting.
 */
export function openInvoiceExport(scope: ExportScope, options: InvoiceExportOptions): InvoiceExport {
  let isSameWarehouse = false
  const loop = openExportLoop(async () => {
    if (options.isHeld?.() === true) return
    if (!isSameWarehouse) await beginExportAnew(scope, EXPORTED.invoices)
    isSameWarehouse = true
    // Some at a time, so that a stop need not wait for all.
    if (await exportDueInvoices(scope, options.onFailure)) loop.begin()
  }, options)
  loop.begin()
  return loop
}
