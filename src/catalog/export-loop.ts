/** Keeps something in the warehouse as it is in the catalog. */
export interface ExportLoop {
  /** Has what is due exported, and does not wait for it. To be called after each change. */
  begin(): void
  /** Waits until everything is done that was begun. */
  settle(): Promise<void>
  /** Has all that is due exported, and waits for it. @throws what the last export failed with; it stays due. */
  finish(): Promise<void>
  /** Waits until everything is done that was begun; what is begun after it is not done. */
  close(): Promise<void>
}

export interface ExportLoopOptions {
  /** Told of each export that failed; what was due is due still. */
  onFailure: (error: unknown) => void
  retryMs?: number
}

// How old a row may be for an analyst after the warehouse was away.
const RETRY_MS = 30_000

/**
 * Exports whenever it is asked to and again every so often: what failed, and what nobody asked for. A failure is told and
 * tried again; nobody's change waits for an export or fails with it.
 */
export function openExportLoop(
  exportDue: () => Promise<void>,
  { onFailure, retryMs = RETRY_MS }: ExportLoopOptions,
): ExportLoop {
  let isAsked = false
  let isClosed = false
  let running: Promise<void> | null = null
  let failures: unknown[] = []

  async function run(): Promise<void> {
    while (isAsked) {
      isAsked = false
      failures = []
      await exportDue().catch((error: unknown) => {
        failures = [error]
        onFailure(error)
      })
    }
    running = null
  }

  function begin(): void {
    if (isClosed) return
    isAsked = true
    running ??= run()
  }

  async function settle(): Promise<void> {
    await running
  }

  const retrying = setInterval(begin, retryMs).unref()
  return {
    begin,
    settle,
    async finish() {
      begin()
      await settle()
      if (failures.length > 0) throw failures[0]
    },
    async close() {
      isClosed = true
      clearInterval(retrying)
      await settle()
    },
  }
}
