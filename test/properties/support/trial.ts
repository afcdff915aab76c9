import { randomUUID } from 'node:crypto'
import type { TestService } from '../../support/service.ts'
import { receive, type SentEvent } from '../../support/oracle/events.ts'
import { readInstant } from '../../support/oracle/instant.ts'
import { writeJsonValue, type JsonSpelling } from '../../support/oracle/json-value.ts'
import type { MetricRules, OracleMetric } from '../../support/oracle/metric.ts'
import { emptyWorld, type OracleCustomer, type World } from '../../support/oracle/world.ts'
import type { EventDraw, Sender } from '../arbitraries/events.ts'
import type { TrialDraw } from '../arbitraries/trials.ts'
import { NOW, writeTimestamp } from '../arbitraries/instants.ts'

/** An event and how its JSON is written. */
export interface SpelledEvent extends SentEvent {
  spelling?: JsonSpelling
}

/** One random case, done on the service and in the model alike; its ids are its own. */
export interface Trial {
  readonly service: TestService
  readonly world: World
  /** Begins every text that must not meet another case's. */
  readonly prefix: string
}

export function beginTrial(service: TestService): Trial {
  return { service, world: emptyWorld(), prefix: randomUUID().slice(0, 8) }
}

/** Does a whole draw: customers, then requests with the metrics made between them. */
export async function playTrial(service: TestService, draw: TrialDraw): Promise<Trial> {
  const trial = beginTrial(service)
  for (const [index, count] of draw.aliasCounts.entries()) {
    await addCustomer(
      trial,
      Array.from({ length: count }, (_, place) => aliasText(trial, index, place)),
    )
  }
  for (let done = 0; done <= draw.requests.length; done += 1) {
    for (const { rules, createdAfter, appliesFrom } of draw.metrics) {
      if (Math.min(createdAfter, draw.requests.length) === done) await addMetric(trial, rules, appliesFrom)
    }
    const request = draw.requests[done]
    if (request !== undefined) await sendDraws(trial, request)
  }
  return trial
}

export async function addCustomer(
  { service, world, prefix }: Trial,
  aliases: string[],
): Promise<OracleCustomer> {
  const { data } = await post<{ data: { id: string } }>(service, '/v1/customers', {
    name: `customer of ${prefix}`,
    ingest_aliases: aliases,
  })
  const customer = { id: data.id, aliases }
  world.customers.push(customer)
  return customer
}

/** Replaces a customer's aliases. */
export async function setAliases(
  { service }: Trial,
  customer: OracleCustomer,
  aliases: string[],
): Promise<void> {
  await post(service, `/v1/customers/${customer.id}/setIngestAliases`, { ingest_aliases: aliases })
  customer.aliases = aliases
}

export async function addMetric(
  { service, world, prefix }: Trial,
  rules: MetricRules,
  appliesFrom: 'history' | 'creation' = 'history',
): Promise<OracleMetric> {
  const name = `o'metric "\\ of ${prefix}`
  const { data } = await post<{ data: { id: string } }>(service, '/v1/billable-metrics/create', {
    name,
    aggregation_type: rules.aggregation,
    aggregation_key: rules.key,
    event_type_filter: filterBody(rules.eventType),
    property_filters: rules.properties.map((rule) => ({
      name: rule.name,
      exists: rule.exists,
      ...filterBody(rule),
    })),
    group_keys: rules.groupKeys,
    applies_from: appliesFrom,
  })
  const createdAfter = appliesFrom === 'creation' ? world.log.arrivals : null
  const metric = { id: data.id, name, rules, createdAfter }
  world.metrics.push(metric)
  return metric
}

/** Adds a metric in SQL. @param rules those of a streaming metric that comes to the same. */
export async function addSqlMetric(
  { service, world, prefix }: Trial,
  sql: string,
  rules: MetricRules,
): Promise<void> {
  const name = `SQL metric of ${prefix}`
  const { data } = await post<{ data: { id: string } }>(service, '/v1/billable-metrics/create', { name, sql })
  world.metrics.push({ id: data.id, name, rules, createdAfter: null })
}

export function sendDraws(trial: Trial, draws: readonly EventDraw[]): Promise<void> {
  return sendEvents(
    trial,
    draws.map((draw) => ({
      transactionId: `${trial.prefix}${draw.id}`,
      customerId: senderText(trial, draw.sender),
      eventType: draw.eventType,
      timestamp: writeTimestamp(draw.instant, draw.style),
      properties: draw.properties,
      spelling: draw.spelling,
    })),
  )
}

export async function sendEvents(
  { service, world }: Trial,
  events: readonly SpelledEvent[],
  now: string = NOW,
): Promise<void> {
  if (events.length === 0) return
  const answer = await service.request('POST', '/v1/ingest', { text: writeEvents(events) })
  if (answer.status !== 200) throw new Error(`ingest answered ${answer.status}: ${answer.text}`)
  receive(world.log, events, readInstant(now))
}

/** Events as the text of a request, every number as it was drawn. */
export function writeEvents(events: readonly SpelledEvent[]): string {
  const texts = events.map((event) =>
    writeJsonValue(
      {
        object: [
          ['transaction_id', event.transactionId],
          ['customer_id', event.customerId],
          ['event_type', event.eventType],
          ['timestamp', event.timestamp],
          ['properties', { object: event.properties }],
        ],
      },
      event.spelling,
    ),
  )
  return `[${texts.join(',')}]`
}

/** Takes the case's customers and metrics out of what requests for all of them see. */
export async function endTrial({ service, world }: Trial): Promise<void> {
  for (const { id } of world.metrics) await post(service, '/v1/billable-metrics/archive', { id })
  for (const { id } of world.customers) await post(service, '/v1/customers/archive', { id })
}

/** Sends a request that must succeed. */
export async function post<Body>(service: TestService, path: string, body: unknown): Promise<Body> {
  const answer = await service.request('POST', path, { body })
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${answer.text}`)
  return answer.body as Body
}

/** An alias of a customer of the case; texts that a catalog or a query may stumble over. */
function aliasText({ prefix }: Trial, customer: number, place: number): string {
  const ending = [`o'clock "\\`, '😀 \u00e9', 'nul\0\t\n', '\\N', '%_', 'null'][customer * 2 + place] ?? ''
  return `${prefix}${ending}`
}

function senderText(trial: Trial, { customer, name }: Sender): string {
  const { customers } = trial.world
  const owner = customers[customer % Math.max(customers.length, 1)]
  if (customer === 3 || owner === undefined) return `${trial.prefix}nobody`
  return name === 0 ? owner.id : (owner.aliases[name - 1] ?? owner.id)
}

function filterBody({ inValues, notInValues }: MetricRules['eventType']) {
  return { in_values: inValues, not_in_values: notInValues }
}
