import { findWaitingParents } from '../../catalog/contracts/find-waiting-parents.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { BatchReport } from '../batch/finalize-batch.ts'
import { countInvoice } from '../batch/run-report.ts'
import type { ComputedDraft } from '../drafts/compute-draft.ts'
import { computeDrafts } from '../drafts/compute-drafts.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import { finalizeDrafts } from '../life-cycle/finalize.ts'
import type { InvoiceHead } from '../invoice.ts'
import { isDue } from '../life-cycle/is-due.ts'
import type { InvoiceScope } from '../scope.ts'

/**
 * Finalizes consolidated invoices that are due, once the statements that they put together are final: after all batches of a
 * run. One whose statement failed waits for a later run. So are true-ups finalized that waited for another batch.
 * @param customerIds whose; everybody's where it is left out, and nobody's where it is empty.
 */
export async function finalizeConsolidated(
  scope: InvoiceScope,
  dueAt: Instant,
  customerIds?: readonly string[],
): Promise<BatchReport> {
  const due = (head: InvoiceHead) =>
    (head.consolidation !== null || head.trueup !== null) && isDue(head, dueAt)
  return forEachParent(scope, customerIds, (id) => finalizeDrafts(scope, id, due))
}

/**
 * Computes those that would be final after a run for the same customers, and stores nothing.
 * @param failedIds of whom that run would store nothing: what puts their drafts together goes on waiting.
 */
export async function computeConsolidated(
  scope: InvoiceScope,
  dueAt: Instant,
  failedIds: ReadonlySet<string>,
  customerIds?: readonly string[],
): Promise<BatchReport> {
  const named = customerIds === undefined ? null : new Set(customerIds)
  const isFinalByThen = ({ customer: { id } }: InvoiceHead) =>
    !failedIds.has(id) && (named === null || named.has(id))
  // One that waits for nothing is in the batch of its customer; one that waits for others' drafts goes on waiting.
  const due = ({ consolidation, ...head }: InvoiceHead) =>
    consolidation !== null &&
    consolidation.drafts.length > 0 &&
    consolidation.drafts.every(isFinalByThen) &&
    head.dueAt <= dueAt
  return forEachParent(scope, customerIds, async (id) => {
    const heads = await draftHeads(scope, id)
    return heads.some(due) ? (await computeDrafts(scope, [id], heads, due)).drafts : []
  })
}

async function forEachParent(
  { catalog }: InvoiceScope,
  customerIds: readonly string[] | undefined,
  work: (customerId: string) => Promise<ComputedDraft[]>,
): Promise<BatchReport> {
  const report: BatchReport = { invoices: [], failures: [] }
  for (const customerId of await findWaitingParents(catalog, customerIds)) {
    try {
      report.invoices.push(...(await work(customerId)).map(countInvoice))
    } catch (error) {
      report.failures.push({ customerId, error })
    }
  }
  return report
}
