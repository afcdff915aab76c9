import {
  insertInvoicesOf,
  type CustomerInvoices,
  type InvoiceToStore,
} from '../../catalog/invoices/insert.ts'
import { customerRevisions } from '../../catalog/invoices/revision.ts'
import type { ComputedDraft } from '../compute-draft.ts'
import { computeDrafts } from '../compute-drafts.ts'
import { upToNow } from '../cutoff.ts'
import { draftHeads } from '../draft-heads.ts'
import { finalizeDue, toStored } from '../finalize.ts'
import type { InvoiceHead } from '../invoice.ts'
import { isDue } from '../is-due.ts'
import type { PriceBookReads } from '../reads.ts'
import { drawingCustomers } from '../related-contracts.ts'
import type { InvoiceScope } from '../scope.ts'
import { openBatch } from './open-batch.ts'
import { countInvoice, type CountedInvoice } from './run-report.ts'

/** What came of some customers' invoices. */
export interface BatchReport {
  /** Those that were computed, or finalized. */
  invoices: CountedInvoice[]
  failures: BatchFailure[]
}

/** A customer whose invoices could not be computed; nothing of theirs was stored, and the next run tries again. */
export interface BatchFailure {
  customerId: string
  error: unknown
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

/** What came of each customer. */
interface Computed<Kept> {
  /** By the customer's id; of all of a customer's invoices or of none. */
  kept: Map<string, Kept[]>
  failures: BatchFailure[]
}

/**
 * Computes what is due of each customer.
 * @param keep what is kept of an invoice, that all else of it can be let go of at once.
 */
async function computeEach<Kept>(
  scope: InvoiceScope,
  book: PriceBookReads,
  customerIds: readonly string[],
  dueAt: number,
  keep: (draft: ComputedDraft) => Kept,
): Promise<Computed<Kept>> {
  const each: Computed<Kept> = { kept: new Map(), failures: [] }
  if (customerIds.length === 0) return each
  const batch = await openBatch(scope, book, customerIds)
  const drawing = await Promise.all(customerIds.map((id) => firstDrawing(batch, id)))
  const groups = Map.groupBy(customerIds, (_, place) => drawing[place])
  await Promise.all([...groups.values()].map((group) => computeGroup(batch, group, dueAt, keep, each)))
  return each
}

/** The first of the customers whose drafts draw in one sequence with those of one; the same for each of them. */
async function firstDrawing(batch: InvoiceScope, customerId: string): Promise<string | undefined> {
  return (await drawingCustomers(batch, [customerId])).sort()[0]
}

/** Computes what is due of customers that may draw on each other's commits; where that fails, of each by itself. */
async function computeGroup<Kept>(
  batch: InvoiceScope,
  customerIds: readonly string[],
  dueAt: number,
  keep: (draft: ComputedDraft) => Kept,
  { kept, failures }: Computed<Kept>,
): Promise<void> {
  try {
    const heads = await Promise.all(customerIds.map((id) => draftHeads(batch, id)))
    const due = (head: InvoiceHead) => isDue(head, dueAt)
    const { drafts } = await computeDrafts(batch, customerIds, heads.flat(), due)
    const ofCustomers = Map.groupBy(drafts, ({ head }) => head.customer.id)
    for (const [customerId, own] of ofCustomers) kept.set(customerId, own.map(keep))
  } catch (error) {
    const [customerId, another] = customerIds
    if (customerId === undefined) return
    if (another === undefined) failures.push({ customerId, error })
    else
      await Promise.all(customerIds.map((id) => computeGroup(batch, [id], dueAt, keep, { kept, failures })))
  }
}

/** @returns the customers of whom nothing was stored: those that have changed, or all where one cannot be stored. */
async function storeTogether(
  scope: InvoiceScope,
  kept: ReadonlyMap<string, readonly { invoice: InvoiceToStore }[]>,
  revisions: ReadonlyMap<string, string>,
): Promise<Set<string>> {
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
