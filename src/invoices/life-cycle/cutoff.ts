import { readBookCutoff, type BookCutoff } from '../../catalog/terms-known.ts'
import { lastSequence } from '../../ingest/queries.ts'
import type { InvoiceHead } from '../invoice.ts'
import type { InvoiceScope } from '../scope.ts'

/**
 * The scope in which invoices are computed that are to be finalized: of events only those count that were stored before,
 * and of prices those that were there, so that the same can be worked out again (semantics 31). Where nothing is metered,
 * nothing is asked. What is the customer's has been read before.
 * @param heads those to be finalized.
 * @throws while it is not known of an event whether it is stored.
 */
export async function atCutoff(
  scope: InvoiceScope,
  heads: readonly Pick<InvoiceHead, 'period'>[],
): Promise<InvoiceScope> {
  if (heads.every(({ period }) => period === null)) return scope
  const { cutoff = await readCutoff(scope) } = scope
  return { ...(await upToBook(scope)), cutoff }
}

/** The scope in which no price counts that is added from now on. What is the customer's has been read before. */
export async function upToBook(scope: InvoiceScope): Promise<Bounded> {
  const { bookCutoff = await readBookCutoff(scope.catalog) } = scope
  return { ...scope, bookCutoff }
}

/** A scope in which no price counts that is added from now on. */
export type Bounded = InvoiceScope & { readonly bookCutoff: BookCutoff }

/** The greatest `accepted_sequence` that is stored; everything up to it that was taken in is visible. */
export async function readCutoff({ ingest, warehouse }: InvoiceScope): Promise<number> {
  if (ingest !== undefined) return ingest.storedSequence()
  // Nobody takes events in.
  return (await warehouse.run(lastSequence, {}))[0]?.last_sequence ?? 0
}
