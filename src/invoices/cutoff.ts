import { lastSequence } from '../ingest/queries.ts'
import type { InvoiceHead } from './invoice.ts'
import type { InvoiceScope } from './scope.ts'

/**
 * The scope in which invoices are computed that are to be finalized: of events only those count that were stored before,
 * so that the same quantities can be worked out again (semantics 31). Where nothing is metered, nothing is asked.
 * @param heads those to be finalized.
 * @throws while it is not known of an event whether it is stored.
 */
export async function atCutoff(
  scope: InvoiceScope,
  heads: readonly Pick<InvoiceHead, 'period'>[],
): Promise<InvoiceScope> {
  return heads.every(({ period }) => period === null) ? scope : upToNow(scope)
}

/** The same where it is not known yet what is to be finalized. */
export async function upToNow(scope: InvoiceScope): Promise<InvoiceScope> {
  return scope.cutoff === undefined ? { ...scope, cutoff: await readCutoff(scope) } : scope
}

/** The greatest `accepted_sequence` that is stored; everything up to it that was taken in is visible. */
export async function readCutoff({ ingest, warehouse }: InvoiceScope): Promise<number> {
  if (ingest !== undefined) return ingest.storedSequence()
  // Nobody takes events in.
  return (await warehouse.run(lastSequence, {}))[0]?.last_sequence ?? 0
}
