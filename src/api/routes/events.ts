import type { z } from 'zod'
import * as wire from '../../../schemas/events.ts'
import { allActiveMetrics } from '../../catalog/billable-metrics/list.ts'
import type { Metric } from '../../catalog/billable-metrics/rows.ts'
import { attributeIdentifiers } from '../../catalog/customers/attribution.ts'
import { findCustomers } from '../../catalog/customers/get.ts'
import type { Customer } from '../../catalog/customers/rows.ts'
import { EVENT_AGE_MAX_MS } from '../../ingest/limits.ts'
import { searchEvents, type FoundEvent } from '../../ingest/search-events.ts'
import { restoreProperties } from '../../ingest/properties.ts'
import { validateEvents } from '../../ingest/validate-events.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { matchEvent, type MatchOutcome } from '../../metrics/match-event.ts'
import { matchSqlMetric } from '../../usage/sql-metric/match-events.ts'
import type { Environment } from '../environment.ts'
import { parseBody } from '../parse-request.ts'
import { bodyText, readBody } from '../read-body.ts'
import { jsonResponse, serve, type Api } from '../serve.ts'
import { toSqlUsageMetric } from '../sql-usage-metric.ts'
import { toMatchedMetric } from './billable-metrics.ts'

/** Usage events: taking them in, and finding them again. */
export function eventRoutes(api: Api, eventsPerRequestMax: number): void {
  const limits = { eventsMax: eventsPerRequestMax, ageMaxMs: EVENT_AGE_MAX_MS }
  // Not through serve(): each bad event is reported by itself (semantics 4), and this is the hot path.
  api.post(wire.ingestEvents.path, async (context) => {
    const { clock, ingest } = context.get('environment')
    const body = await readBody(context)
    const accepted = ingest.acceptPlain(body, limits)
    if (accepted !== null) await accepted
    else await ingest.accept(validateEvents(parseBody(bodyText(body)), clock.now(), limits))
    return jsonResponse({})
  })

  serve(api, wire.searchEvents, async ({ environment, body }) => {
    const events = await searchEvents(environment, body.transactionIds)
    const customers = await matchCustomers(environment, events)
    const metrics = await allActiveMetrics(environment)
    const outcomesOf = await Promise.all(metrics.map((metric) => matchMetric(environment, metric, events)))
    return events.map((event, index) => {
      const outcomes = metrics.map((metric, place) => ({ metric, outcome: outcomesOf[place]?.[index] }))
      return toWire(event, customers.get(event.customerId), outcomes)
    })
  })
}

/** The customer of each identifier that the events carry. */
async function matchCustomers(
  environment: Environment,
  events: readonly FoundEvent[],
): Promise<Map<string, Customer>> {
  const identifiers = [...new Set(events.map((event) => event.customerId))]
  const owners = await attributeIdentifiers(environment, identifiers, 'all')
  const customers = await findCustomers(environment, [...new Set(owners.values())])
  const byId = new Map(customers.map((customer) => [customer.id, customer]))
  return new Map(
    [...owners].flatMap(([identifier, id]) => {
      const customer = byId.get(id)
      return customer === undefined ? [] : [[identifier, customer] as const]
    }),
  )
}

/** What each event is to a metric; SQL gives no reason where it does not match, nor does a metric made later. */
async function matchMetric(
  environment: Environment,
  metric: Metric,
  events: readonly FoundEvent[],
): Promise<MatchOutcome[]> {
  const { definition, afterSequence } = metric
  const isSeen = ({ sequence }: FoundEvent) => afterSequence === null || sequence > afterSequence
  switch (definition.kind) {
    case 'streaming':
      return events.map((event) =>
        isSeen(event) ? matchEvent(definition, event.eventType, event.properties.texts) : 'other_type',
      )
    case 'sql': {
      const seen = events.filter(isSeen)
      const matched = await matchSqlMetric(environment, toSqlUsageMetric(metric, definition), seen)
      return events.map((event) =>
        isSeen(event) && matched.has(event.payloadSequence) ? 'matched' : 'other_type',
      )
    }
  }
}

function toWire(
  event: FoundEvent,
  customer: Customer | undefined,
  outcomes: readonly { metric: Metric; outcome: MatchOutcome | undefined }[],
): z.output<typeof wire.foundEvent> {
  return {
    id: event.id,
    transaction_id: event.transactionId,
    customer_id: event.customerId,
    event_type: event.eventType,
    timestamp: event.timestampText,
    properties: restoreProperties(event.properties),
    is_duplicate: event.isDuplicate,
    processed_at: formatInstant(event.acceptedAt),
    ...(customer === undefined ? {} : { matched_customer: { id: customer.id, name: customer.name } }),
    matched_billable_metrics: outcomes
      .filter(({ outcome }) => outcome === 'matched')
      .map(({ metric }) => toMatchedMetric(metric)),
    unmatched_billable_metrics: outcomes.flatMap(({ metric, outcome }) =>
      outcome === undefined || outcome === 'matched' || outcome === 'other_type'
        ? []
        : [{ id: metric.id, name: metric.name, reason: outcome }],
    ),
  }
}
