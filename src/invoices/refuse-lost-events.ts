import { compareExported, EXPORTED } from '../catalog/begin-export-anew.ts'
import type { ExportScope } from '../catalog/customers/export-due.ts'
import { lastSequenceKnown } from '../catalog/last-sequence-known.ts'
import { lastSequence } from '../ingest/queries.ts'
import type { EnvironmentName } from '../kernel/environment-name.ts'

/**
 * Refuses a warehouse that lacks events that invoices count, or has none where it is not the one that the catalog was
 * used with: what the lost ones were of would be billed as nothing (semantics 33).
 * @param lostAfter the number of the last event that is left, where the operator says that later ones are lost.
 * @returns what the numbers of events to come are to be greater than, so that none of them counts on an invoice of before.
 * @throws Error which says what is missing, and what the operator may do.
 */
export async function refuseLostEvents(
  scope: ExportScope,
  environment: EnvironmentName,
  lostAfter: number | undefined,
): Promise<number> {
  const left = (await scope.warehouse.run(lastSequence, {}))[0]?.last_sequence ?? 0
  const { ofInvoices, ofMetrics } = await lastSequenceKnown(scope.catalog)
  const isAnother = left === 0 && (await compareExported(scope, EXPORTED.customers)).isLost
  if ((left < ofInvoices || isAnother) && lostAfter !== left) {
    const missing =
      left < ofInvoices ? `events ${left + 1} to ${ofInvoices}, which invoices count` : 'all events'
    throw new Error(
      `the warehouse of ${environment} lacks ${missing}: it is not the one that its catalog was used with, or a copy from ` +
        `before; give it back, or set METERHOUSE_EVENTS_LOST_AFTER=${environment}=${left} to bill what is left`,
    )
  }
  return Math.max(left, ofInvoices, ofMetrics)
}
