import { Cron } from 'croner'
import { SCHEDULE_TIMES } from '../../kernel/schedule.ts'
import type { RunScope } from '../batch/run-batches.ts'
import type { RunReport } from '../batch/run-report.ts'
import { finalizeAll } from './finalize-all.ts'

/** Finalizes what is due, on a schedule and when it is asked to. */
export interface Finalizer {
  /** Finalizes what is due now; a run that is under way is waited for first. */
  run(): Promise<RunReport>
  /** Does other work with invoices in the place of a run: no run is under way meanwhile. */
  runAlone(work: () => Promise<RunReport>): Promise<RunReport>
  /** Whether a run is under way. */
  isRunning(): boolean
  /**
   * Begins the schedule.
   * @param schedule five fields of cron, in UTC; null for none.
   * @param onFailure told of each customer whose invoices could not be computed, in any run.
   */
  start(schedule: string | null, onFailure: (customerId: string | null, error: unknown) => void): void
  /** Ends the schedule and waits for the run under way. */
  close(): Promise<void>
}

/**
 * Opens an environment's finalizer; nothing runs until it is asked for or started.
 * @param onEnd told of the end of each run that no other one follows at once.
 */
export function openFinalizer(scope: RunScope, onEnd: () => void = () => undefined): Finalizer {
  let running = 0
  let last: Promise<unknown> = Promise.resolve()
  let job: Cron | null = null
  let tell: Parameters<Finalizer['start']>[1] = () => undefined
  const runAlone = (work: () => Promise<RunReport>) => {
    running += 1
    const next = last
      .then(async () => {
        const report = await work()
        for (const { customerId, error } of report.failures) tell(customerId, error)
        return report
      })
      .finally(() => {
        running -= 1
        if (running === 0) onEnd()
      })
    last = next.catch(() => undefined)
    return next
  }
  const run = () => runAlone(() => finalizeAll(scope))
  return {
    run,
    runAlone,
    isRunning: () => running > 0,
    start(schedule, onFailure) {
      tell = onFailure
      if (schedule === null) return
      const options = { ...SCHEDULE_TIMES, protect: true, unref: true }
      job = new Cron(schedule, { ...options, catch: (error: unknown) => tell(null, error) }, async () => {
        await run()
      })
    },
    async close() {
      job?.stop()
      await last
    },
  }
}
