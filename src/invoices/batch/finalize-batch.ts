import { insertInvoicesOf, type CustomerInvoices } from '../../catalog/invoices/insert.ts'
import { customerRevisions } from '../../catalog/invoices/revision.ts'
import type { ComputedDraft } from '../compute-draft.ts'
import { computeDrafts } from '../compute-drafts.ts'
import { upToNow } from '../cutoff.ts'
import { draftHeads } from '../draft-heads.ts'
import { finalizeDue, toStored } from '../finalize.ts'
import { isDue } from '../is-due.ts'
import type { PriceBookReads } from '../reads.ts'
import type { InvoiceScope } from '../scope.ts'
import { openBatch } from './open-batch.ts'

/** What came of some customers' invoices. */
export interface BatchReport {
  /** Those that were finalized. */
  drafts: ComputedDraft[]
  /** Customers whose invoices could not be computed; nothing of theirs was stored, and the next run tries again. */
  failures: { customerId: string; error: unknown }[]
}

/**
 * Computes what is due of many customers, and stores nothing: a bounded number of reads, whatever their number. An empty
 * list of customers computes nothing.
 * @param dueAt what is due then.
 */
export async function computeBatch(
  scope: InvoiceScope,
  book: PriceBookReads,
  customerIds: readonly string[],
  dueAt: number,
): Promise<BatchReport> {
  const report: BatchReport = { drafts: [], failures: [] }
  if (customerIds.length === 0) return report
  const batch = await openBatch(scope, book, customerIds)
  await Promise.all(
    customerIds.map(async (customerId) => {
      try {
        const heads = await draftHeads(batch, customerId)
        const { drafts } = await computeDrafts(batch, customerId, heads, (head) => isDue(head, dueAt))
        report.drafts.push(...drafts)
      } catch (error) {
        report.failures.push({ customerId, error })
      }
    }),
  )
  return report
}

/**
 * Finalizes what is due of many customers: of each all or none, in one transaction. Of a customer that was changed
 * meanwhile it is computed anew, by itself; so it is of each where they cannot be stored together. A customer that fails
 * does not stop the others (semantics 33).
 */
export async function finalizeBatch(
  scope: InvoiceScope,
  book: PriceBookReads,
  customerIds: readonly string[],
  dueAt: number,
): Promise<BatchReport> {
  const revisions = await customerRevisions(scope.catalog, customerIds)
  const { drafts, failures } = await computeBatch(await upToNow(scope), book, customerIds, dueAt)
  const byCustomer = Map.groupBy(drafts, ({ head }) => head.customer.id)
  const alone = await storeTogether(scope, byCustomer, revisions)
  const stored = drafts.filter(({ head }) => !alone.has(head.customer.id))
  for (const customerId of alone) {
    try {
      stored.push(...(await finalizeDue(scope, customerId, dueAt)))
    } catch (error) {
      failures.push({ customerId, error })
    }
  }
  return { drafts: stored, failures }
}

/** @returns the customers of whom nothing was stored: those that have changed, or all where one cannot be stored. */
async function storeTogether(
  scope: InvoiceScope,
  byCustomer: ReadonlyMap<string, readonly ComputedDraft[]>,
  revisions: ReadonlyMap<string, string>,
): Promise<Set<string>> {
  try {
    const toStore = [...byCustomer].map(([customerId, drafts]): CustomerInvoices => ({
      customerId,
      revision: revisions.get(customerId) ?? '',
      invoices: drafts.map((draft) => toStored(draft, draft.head.id, null)),
    }))
    return new Set(await insertInvoicesOf(scope, toStore))
  } catch {
    // Whose it is shows, and is reported, where each is stored by itself.
    return new Set(byCustomer.keys())
  }
}
