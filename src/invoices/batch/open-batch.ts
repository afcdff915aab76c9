import { bookReads, type PriceBookReads } from '../reads.ts'
import type { InvoiceScope } from '../scope.ts'
import { openBatchQuantities } from './batch-quantities.ts'
import { preloadCustomers } from './preload-customers.ts'
import { rememberBook } from './remembered-book.ts'

/** The price book that all batches of a run read. */
export function openRunBook(scope: InvoiceScope): PriceBookReads {
  return rememberBook(bookReads(scope))
}

/**
 * The scope in which the invoices of many customers are computed together: the same code reads from what was read at once.
 * Their number, and not what they have, is what a caller bounds memory by.
 */
export async function openBatch(
  scope: InvoiceScope,
  book: PriceBookReads,
  customerIds: readonly string[],
): Promise<InvoiceScope> {
  const customers = await preloadCustomers(scope, customerIds)
  const reads = { ...book, ...customers, ...openBatchQuantities(scope.warehouse) }
  return { ...scope, reads }
}
