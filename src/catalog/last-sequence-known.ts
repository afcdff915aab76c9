import type { Catalog } from './database.ts'

/**
 * The greatest numbers of events that the catalog knows of: the last that a final invoice counts, and the last that a metric
 * leaves out which counts from its creation; 0 where there is none.
 */
export async function lastSequenceKnown(
  catalog: Catalog,
): Promise<{ ofInvoices: number; ofMetrics: number }> {
  const { cutoff } = await catalog
    .selectFrom('invoices')
    .select((of) => of.fn.max('cutoff').as('cutoff'))
    .executeTakeFirstOrThrow()
  const { after } = await catalog
    .selectFrom('billable_metrics')
    .select((of) => of.fn.max('after_sequence').as('after'))
    .executeTakeFirstOrThrow()
  return { ofInvoices: cutoff ?? 0, ofMetrics: after ?? 0 }
}
