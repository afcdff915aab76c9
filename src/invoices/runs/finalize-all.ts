import { findOpenThresholdCustomers } from '../../catalog/thresholds/find-open-customers.ts'
import { runBatches, type RunScope } from '../batch/run-batches.ts'
import { addToReport, countInvoice, newReport, type RunReport } from '../batch/run-report.ts'
import { customerBatches } from './customer-batches.ts'
import { finalizeConsolidated } from './finalize-consolidated.ts'
import { finalizeDue } from '../life-cycle/finalize.ts'
import { evaluateThresholds } from '../thresholds/evaluate.ts'
import { findReached } from '../thresholds/find-reached.ts'
import { openReadings } from '../thresholds/readings.ts'

/**
 * Finalizes what is due of every customer, batch by batch, and bills the thresholds that are reached; a customer that
 * fails does not stop the others (semantics 30 and 33).
 */
export async function finalizeAll(scope: RunScope): Promise<RunReport> {
  const report = newReport()
  const dueAt = scope.clock.now()
  const results = runBatches(scope, { isFinal: true, dueAt }, customerBatches(scope))
  for await (const { result } of results) addToReport(report, result)
  addToReport(report, await finalizeConsolidated(scope, dueAt))
  for await (const customerId of findReached(scope, await findOpenThresholdCustomers(scope))) {
    try {
      const reached = await evaluateThresholds(scope, customerId, openReadings(scope, customerId))
      if (reached.length === 0) continue
      const drafts = await finalizeDue(scope, customerId)
      addToReport(report, { invoices: drafts.map(countInvoice), failures: [] })
    } catch (error) {
      report.failures.push({ customerId, error })
    }
  }
  return report
}
