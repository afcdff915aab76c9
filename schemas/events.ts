import { z } from 'zod'
import { matchedMetric } from './billable-metrics.ts'
import { isJsonObject, nothing, uuid, wireTimestamp } from './common.ts'
import { endpoint } from './endpoint.ts'

const tag = 'Events'

/** Why an event that a metric's event type admits does not count in it (semantics 10). */
export const unmatchedReason = z.enum(['property_missing', 'property_not_numeric', 'property_filtered'])

/** Any JSON object, left as it is: `__proto__` and the like are plain names (a zod record would drop them). */
const jsonObject = z
  .custom<Record<string, unknown>>(isJsonObject, 'expected an object')
  .meta({ override: { type: 'object', additionalProperties: true } })

/** One event as it is sent. `src/ingest/validate-events.ts` adds the rules that need the clock. */
export const event = z
  .strictObject({
    transaction_id: z.string().min(1).max(128),
    customer_id: z.string().min(1),
    event_type: z.string().min(1),
    timestamp: z.string(),
    properties: jsonObject.optional(),
  })
  .meta({ id: 'Event' })

export const ingestBody = z.array(event).min(1).max(100)

export const ingestEvents = endpoint({
  method: 'POST',
  path: '/v1/ingest',
  operationId: 'ingest',
  tag,
  summary: 'Send 1 to 100 usage events; 200 means they are on disk',
  body: ingestBody,
  response: nothing,
})

export const foundEvent = z
  .strictObject({
    id: uuid,
    transaction_id: z.string(),
    customer_id: z.string(),
    event_type: z.string(),
    timestamp: wireTimestamp,
    properties: jsonObject,
    is_duplicate: z.boolean(),
    processed_at: wireTimestamp,
    matched_customer: z.strictObject({ id: uuid, name: z.string() }).optional(),
    matched_billable_metrics: z.array(matchedMetric),
    unmatched_billable_metrics: z.array(
      z.strictObject({ id: uuid, name: z.string(), reason: unmatchedReason }),
    ),
  })
  .meta({ id: 'FoundEvent' })

export const searchEvents = endpoint({
  method: 'POST',
  path: '/v1/events/search',
  operationId: 'searchEvents',
  tag,
  summary: 'Find events of the last 34 days by transaction id, with what they match',
  body: z.strictObject({ transactionIds: z.array(z.string().min(1).max(128)).max(1000) }),
  response: z.array(foundEvent),
})
