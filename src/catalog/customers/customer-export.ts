import { beginExportAnew } from './begin-export-anew.ts'
import { exportDueCustomers, type ExportScope } from './export-due.ts'

/** Keeps the warehouse's customers those of the catalog. */
export interface CustomerExport {
  /** Has what is due exported, and does not wait for it. To be called after each change. */
  begin(): void
  /** Waits until everything is done that was begun. */
  settle(): Promise<void>
  /** The same, for the last time. */
  close(): Promise<void>
}

export interface CustomerExportOptions {
  /** Told of each export that failed; what was due is due still. */
  onFailure: (error: unknown) => void
  retryMs?: number
}

// How old a customer may be for an analyst after the warehouse was away.
const RETRY_MS = 30_000

/**
 * Exports what is due, then whenever it is asked to and again every so often: what failed, and what nobody asked for.
 * A failure is told and tried again; no change of a customer waits for an export or fails with it.
 */
export async function openCustomerExport(
  scope: ExportScope,
  { onFailure, retryMs = RETRY_MS }: CustomerExportOptions,
): Promise<CustomerExport> {
  let isSameWarehouse = false
  let isAsked = false
  let running: Promise<void> | null = null

  async function exportDue(): Promise<void> {
    if (!isSameWarehouse) await beginExportAnew(scope)
    isSameWarehouse = true
    await exportDueCustomers(scope)
  }

  async function run(): Promise<void> {
    while (isAsked) {
      isAsked = false
      await exportDue().catch(onFailure)
    }
    running = null
  }

  function begin(): void {
    isAsked = true
    running ??= run()
  }

  async function settle(): Promise<void> {
    await running
  }

  begin()
  await settle()
  const retrying = setInterval(begin, retryMs).unref()
  return {
    begin,
    settle,
    async close() {
      clearInterval(retrying)
      await settle()
    },
  }
}
