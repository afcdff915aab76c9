import * as wire from '../../../schemas/previews.ts'
import { EVENT_AGE_MAX_MS } from '../../ingest/limits.ts'
import { previewInvoices } from '../../invoices/preview/preview-invoices.ts'
import { serve, type Api } from '../serve.ts'
import { toWireInvoice } from '../wire-invoice.ts'

/** Drafts as they would be if certain events had been sent. */
export function previewRoutes(api: Api, eventsPerRequestMax: number): void {
  const limits = { eventsMax: eventsPerRequestMax, ageMaxMs: EVENT_AGE_MAX_MS }
  serve(api, wire.previewCustomerEvents, async ({ environment, params, body }) => {
    const preview = {
      mode: body.mode === 'merge' ? ('MERGE' as const) : ('REPLACE' as const),
      contractId: body.contract_id,
      events: body.events.map(({ transaction_id, event_type, timestamp, properties }) => ({
        transactionId: transaction_id ?? null,
        eventType: event_type,
        timestamp: timestamp ?? null,
        properties: properties ?? {},
      })),
    }
    const invoices = await previewInvoices(environment, params.customer_id, preview, limits)
    return { data: invoices.map((invoice) => toWireInvoice(invoice, body.skip_zero_qty_line_items)) }
  })
}
