import {
  insertInvoicesOf,
  type CustomerInvoices,
  type InvoiceToStore,
} from '../../catalog/invoices/insert.ts'
import { customerRevisions } from '../../catalog/invoices/revision.ts'
import type { Instant } from '../../kernel/instant.ts'
import { readCutoff } from '../life-cycle/cutoff.ts'
import { finalizeDue, toStored } from '../life-cycle/finalize.ts'
import type { InvoiceScope } from '../scope.ts'
import { computeEach, type BatchFailure } from './compute-each.ts'
import type { RunBook } from './open-batch.ts'
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
  bookOf: RunBook,
  customerIds: readonly string[],
  dueAt: Instant,
): Promise<BatchReport> {
  const invoices: CountedInvoice[] = []
  const failures = await computeEach(scope, bookOf, customerIds, dueAt, {
    keep: countInvoice,
    async take(kept) {
      for (const own of kept.values()) invoices.push(...own)
    },
  })
  return { invoices, failures }
}

/**
 * Finalizes what is due of many customers: of each all or none, many in one transaction. Of a customer that was changed
 * meanwhile it is computed anew, by itself; so it is of each where they cannot be stored together. A customer that fails
 * does not stop the others (semantics 33).
 */
export async function finalizeBatch(
  scope: InvoiceScope,
  bookOf: RunBook,
  customerIds: readonly string[],
  dueAt: Instant,
): Promise<BatchReport> {
  const revisions = await customerRevisions(scope.catalog, customerIds)
  const invoices: CountedInvoice[] = []
  const alone: string[] = []
  const { cutoff = await readCutoff(scope) } = scope
  const failures = await computeEach({ ...scope, cutoff }, bookOf, customerIds, dueAt, {
    keep: (draft, bounded) => ({
      counted: countInvoice(draft),
      invoice: toStored(bounded, draft, draft.head.id, null),
    }),
    async take(kept) {
      const notStored = await storeTogether(scope, kept, revisions)
      for (const [customerId, own] of kept) {
        if (notStored.has(customerId)) alone.push(customerId)
        else invoices.push(...own.map(({ counted }) => counted))
      }
    },
  })
  for (const customerId of alone) {
    try {
      invoices.push(...(await finalizeDue(scope, customerId, dueAt)).map(countInvoice))
    } catch (error) {
      failures.push({ customerId, error })
    }
  }
  return { invoices, failures }
}

/** @returns the customers of whom nothing was stored: those that have changed, or all where one cannot be stored. */
async function storeTogether(
  scope: InvoiceScope,
  kept: ReadonlyMap<string, readonly { invoice: InvoiceToStore }[]>,
  revisions: ReadonlyMap<string, string>,
): Promise<ReadonlySet<string>> {
  try {
    const toStore = [...kept].map(([customerId, own]): CustomerInvoices => ({
      customerId,
      revision: revisions.get(customerId) ?? '',
      invoices: own.map(({ invoice }) => invoice),
    }))
    return new Set(await insertInvoicesOf(scope, toStore))
  } catch {
    // Whose it is shows, and is reported, where each is stored by itself.
    return new Set(kept.keys())
  }
}
