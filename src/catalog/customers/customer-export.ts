import { openExportLoop, type ExportLoop, type ExportLoopOptions } from '../export-loop.ts'
import { beginExportAnew, EXPORTED } from '../begin-export-anew.ts'
import { exportDueCustomers, type ExportScope } from './export-due.ts'

/** Keeps the warehouse's customers those of the catalog. */
export type CustomerExport = ExportLoop

/** Exports what is due, then whenever it is asked to and again every so often. */
export async function openCustomerExport(
  scope: ExportScope,
  options: ExportLoopOptions,
): Promise<CustomerExport> {
  let isSameWarehouse = false
  const loop = openExportLoop(async () => {
    if (!isSameWarehouse) await beginExportAnew(scope, EXPORTED.customers)
    isSameWarehouse = true
    await exportDueCustomers(scope)
  }, options)
  loop.begin()
  await loop.settle()
  return loop
}
