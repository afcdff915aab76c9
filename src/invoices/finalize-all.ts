import type { InvoiceScope } from './scope.ts'
import { finalizeDue } from './finalize.ts'
import { evaluateThresholds } from './thresholds/evaluate.ts'
import { openReadings } from './thresholds/readings.ts'

/** What came of a run over all customers. */
export interface FinalizeReport {
  invoiceIds: string[]
  /** Customers whose invoices could not be computed; nothing of theirs was stored, and the next run tries again. */
  failures: { customerId: string; error: unknown }[]
}

/**
 * Finalizes what is due of every customer, and bills the thresholds that are reached; a customer that fails does not stop
 * the others (semantics 30 and 33).
 */
export async function finalizeAll(scope: InvoiceScope): Promise<FinalizeReport> {
  const customers = await scope.catalog
    .selectFrom('contracts')
    .select('customer_id')
    .distinct()
    .orderBy('customer_id')
    .execute()
  const report: FinalizeReport = { invoiceIds: [], failures: [] }
  for (const { customer_id: customerId } of customers) {
    try {
      report.invoiceIds.push(...(await finalizeDue(scope, customerId)))
      const reached = await evaluateThresholds(scope, customerId, openReadings(scope, customerId))
      if (reached.length > 0) report.invoiceIds.push(...(await finalizeDue(scope, customerId)))
    } catch (error) {
      report.failures.push({ customerId, error })
    }
  }
  return report
}
