import { z } from 'zod'
import { instantLiteral, sql } from '../../kernel/sql.ts'
import { defineQuery, type NoParams } from '../../warehouse/query.ts'
import type { EventSource } from '../event-source.ts'
import type { PreviewEvent } from './read-preview-events.ts'

const eventRow = z.object({
  transaction_id: z.string(),
  customer_id: z.string(),
  event_type: z.string(),
  timestamp: z.string(),
  properties: z.record(z.string(), z.string()),
  accepted_sequence: z.string(),
})

type Texts = readonly string[]

interface PreviewParams extends Record<string, string | readonly (string | Texts)[]> {
  preview_customer_id: string
  preview_ids: Texts
  preview_types: Texts
  preview_timestamps: Texts
  preview_names: readonly Texts[]
  preview_texts: readonly Texts[]
}

export const previewEventRows = defineQuery<PreviewParams>()('invoices/preview-events', eventRow)

const mergedEventRows = defineQuery<NoParams>()('invoices/merged-events', eventRow)

/**
 * What a preview reads its quantities from: its own events alone, or the customer's stored ones as well.
 * @param customerId what its events carry.
 */
export function previewSource(
  customerId: string,
  events: readonly PreviewEvent[],
  mode: 'REPLACE' | 'MERGE',
): EventSource {
  const preview = previewEventRows.compose({})
  const params: PreviewParams = {
    preview_customer_id: customerId,
    preview_ids: events.map(({ transactionId }) => transactionId),
    preview_types: events.map(({ eventType }) => eventType),
    preview_timestamps: events.map(({ timestampText }) => timestampText),
    preview_names: events.map(({ properties }) => [...properties.texts.keys()]),
    preview_texts: events.map(({ properties }) => [...properties.texts.values()]),
  }
  return {
    within({ from, to }) {
      if (mode === 'REPLACE') return sql`(${preview})`
      const merged = mergedEventRows.compose({
        period_from: instantLiteral(from),
        period_to: instantLiteral(to),
        preview,
      })
      return sql`(${merged})`
    },
    params,
  }
}
