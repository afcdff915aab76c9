import type { BookCutoff } from '../../catalog/terms-known.ts'
import { upToBook, type Bounded } from '../life-cycle/cutoff.ts'
import { bookReads, type PriceBookReads } from '../reads.ts'
import type { InvoiceScope } from '../scope.ts'
import { openGathering, type Gathering } from './ask-together.ts'
import { openBatchQuantities } from './batch-quantities.ts'
import { preloadCustomers } from '../reading/preload-customers.ts'
import { rememberBook } from './remembered-book.ts'

/** Reads the price book as it was at the cut-off of a scope. */
export type RunBook = (scope: Bounded) => PriceBookReads

/** The price book that the batches of a run read: one for all of them, until something is added to it. */
export function openRunBook(): RunBook {
  let last: { cutoff: BookCutoff; reads: PriceBookReads } | null = null
  return (scope) => {
    const { bookCutoff: cutoff } = scope
    if (last?.cutoff.rates !== cutoff.rates || last.cutoff.productVersions !== cutoff.productVersions) {
      last = { cutoff, reads: rememberBook(bookReads(scope)) }
    }
    return last.reads
  }
}

/**
 * The scope in which the invoices of many customers are computed together: the same code reads from what was read at once.
 * Their number, and not what they have, is what a caller bounds memory by.
 * @returns it, and what holds the questions of how much was used back until all of some work's were asked.
 */
export async function openBatch(
  scope: InvoiceScope,
  bookOf: RunBook,
  customerIds: readonly string[],
): Promise<{ scope: Bounded; gather: Gathering['gather'] }> {
  const customers = await preloadCustomers(scope, customerIds)
  // After them: what they name is in the price book by then.
  const bounded = await upToBook(scope)
  const { gather, whenGathered } = openGathering()
  const reads = { ...bookOf(bounded), ...customers, ...openBatchQuantities(scope, whenGathered) }
  return { scope: { ...bounded, reads }, gather }
}
