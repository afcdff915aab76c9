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
 * Opens the scope in which the invoices of many customers are computed: the code that computes one draft reads here from what
 * was read of all customers at once. All of it is held in memory, which a caller bounds by the number of customers.
 * @returns the scope, and `gather`: questions of how much was used that its work asks are answered together at the work's end.
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
