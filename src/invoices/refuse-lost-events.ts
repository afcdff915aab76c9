import { compareExported, EXPORTED } from '../catalog/begin-export-anew.ts'
import type { ExportScope } from '../catalog/customers/export-due.ts'
import { lastSequenceKnown } from '../catalog/last-sequence-known.ts'
import { lastSequence } from '../ingest/queries.ts'
import type { EnvironmentName } from '../kernel/environment-name.ts'

/**
 * Refuses a warehouse that lacks events that invoices count, or has none where it is not the one that the catalog was
 * used with: what the lost ones were of would be billed as nothing (semantics 33).
 * @param lost which are lost, where the operator says so: the same as is refused, `FIRST-LAST` by number or `all`.
 * @returns what the numbers of events to come are to be greater than, so that none of them counts on an invoice of before.
 * @throws Error which says what is missing, and what the operator may do.
 */
export async function refuseLostEvents(
  scope: ExportScope,
  environment: EnvironmentName,
  lost: string | undefined,
): Promise<number> {
  const left = (await scope.warehouse.run(lastSequence, {}))[0]?.last_sequence ?? 0
  const { ofInvoices, ofMetrics } = await lastSequenceKnown(scope.catalog)
  const isAnother = left === 0 && (await compareExported(scope, EXPORTED.customers)).isLost
  const missing = left < ofInvoices ? `${left + 1}-${ofInvoices}` : isAnother ? 'all' : undefined
  if (missing !== undefined && missing !== lost) {
    const what = missing === 'all' ? 'all events' : `events ${missing}, which invoices count`
    throw new Error(
      `the warehouse of ${environment} lacks ${what}: it is not the one that its catalog was used with, or a copy from ` +
        `before; give it back, or set METERHOUSE_EVENTS_LOST=${environment}=${missing} to bill what is left`,
    )
  }
  return Math.max(left, ofInvoices, ofMetrics)
}
