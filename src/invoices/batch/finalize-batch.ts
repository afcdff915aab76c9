import {
  insertInvoicesOf,
  type CustomerInvoices,
  type InvoiceToStore,
} from '../../catalog/invoices/insert.ts'
import { customerRevisions } from '../../catalog/invoices/revision.ts'
import type { ComputedDraft } from '../compute-draft.ts'
import { upToNow } from '../cutoff.ts'
import { finalizeDue, toStored } from '../finalize.ts'
import type { PriceBookReads } from '../reads.ts'
import type { InvoiceScope } from '../scope.ts'
import { computeEach, type BatchFailure } from './compute-each.ts'
import { countInvoice, type CountedInvoice } from './run-report.ts'

/** What came of some customers' invoices. */
export interface BatchReport {
  /** Those that were computed, or finalized. */
  invoices: CountedInvoice[]
  failures: BatchFailure[]
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
  const { kept, failures } = await computeEach(scope, book, customerIds, dueAt, countInvoice)
  return { invoices: [...kept.values()].flat(), failures }
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
  const toBeFinal = (draft: ComputedDraft) => ({
    counted: countInvoice(draft),
    invoice: toStored(draft, draft.head.id, null),
  })
  const { kept, failures } = await computeEach(await upToNow(scope), book, customerIds, dueAt, toBeFinal)
  const alone = await storeTogether(scope, kept, revisions)
  const invoices: CountedInvoice[] = []
  for (const [customerId, own] of kept) {
    if (!alone.has(customerId)) invoices.push(...own.map(({ counted }) => counted))
  }
  for (const customerId of alone) {
    try {
      invoices.push(...(await finalizeDue(scope, customerId, dueAt)).map(countInvoice))
    } catch (error) {
      failures.push({ customerId, error })
    }
  }
  return { invoices, failures }
}

// Others who write wait for a transaction; this many customers' takes some 20 ms.
const STORED_TOGETHER = 250

/** @returns the customers of whom nothing was stored: those that have changed, or some together where one cannot be stored. */
async function storeTogether(
  scope: InvoiceScope,
  kept: ReadonlyMap<string, readonly { invoice: InvoiceToStore }[]>,
  revisions: ReadonlyMap<string, string>,
): Promise<Set<string>> {
  const toStore = [...kept].map(([customerId, own]): CustomerInvoices => ({
    customerId,
    revision: revisions.get(customerId) ?? '',
    invoices: own.map(({ invoice }) => invoice),
  }))
  const notStored = new Set<string>()
  for (let start = 0; start < toStore.length; start += STORED_TOGETHER) {
    const some = toStore.slice(start, start + STORED_TOGETHER)
    // Whose it is that cannot be stored shows, and is reported, where each is stored by itself.
    const changed = await insertInvoicesOf(scope, some).catch(() => some.map(({ customerId }) => customerId))
    for (const customerId of changed) notStored.add(customerId)
  }
  return notStored
}
