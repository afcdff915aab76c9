import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Environment } from '../../src/api/environment.ts'
import { createMetric } from '../../src/catalog/billable-metrics/create.ts'
import { attributeIdentifiers, eventIdentifiers } from '../../src/catalog/customers/attribution.ts'
import { createCustomer } from '../../src/catalog/customers/create.ts'
import type { Customer } from '../../src/catalog/customers/rows.ts'
import { sql } from '../../src/kernel/sql.ts'
import { windowLengthMs } from '../../src/kernel/window.ts'
import { compileMetric } from '../../src/metrics/compile.ts'
import type { StreamingDefinition } from '../../src/metrics/definition.ts'
import { emitGroupKeys, emitGroups } from '../../src/metrics/groups.ts'
import { readBatchUsage } from '../../src/usage/batch-usage.ts'
import { readGroupedUsage } from '../../src/usage/grouped-usage.ts'
import { rangeParams, type StreamingUsageMetric } from '../../src/usage/metric.ts'
import { batchUsage } from '../../src/usage/queries.ts'
import { emitWindowNumber } from '../../src/usage/window-number.ts'
import { readMetric } from '../../src/usage/read-metric.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { integerColumn } from '../../src/warehouse/query.ts'
import { runText, type Design } from './design.ts'
import { CUSTOMERS, DUPLICATE_EVERY, METRIC_TYPE, MONTH, customerName, eventsSql } from './invented-events.ts'
import { answerKey, type Answer, type Question } from './question.ts'

const GROUP_KEY = ['model', 'region']
const PAGE_ROWS = 1000

/**
 * The project's own design: its migrations, metrics, customers and the verbs that serve usage. Events are stored as
 * ingest stores them, which takes the duplicates out before the table and keeps them in `duplicate_events`.
 */
export function ownDesign(environment: Environment): Design {
  const { warehouse } = environment
  const customers = new Map<string, Customer>()
  const metrics = new Map<Question['aggregation'], StreamingUsageMetric>()

  return {
    name: 'meterhouse',
    tables: ['events', 'duplicate_events'],
    async prepare() {
      for (let customer = 0; customer < CUSTOMERS; customer += 1) {
        const name = customerName(customer)
        const input = { name, ingestAliases: [name], customFields: {} }
        customers.set(name, await createCustomer(environment, input))
      }
      for (const definition of [SUM_OF_AMOUNTS, UNIQUE_USERS]) {
        const input = { name: definition.aggregation, definition, afterSequence: null, customFields: {} }
        const id = await createMetric(environment, input)
        metrics.set(definition.aggregation === 'SUM' ? 'SUM' : 'UNIQUE', toUsageMetric(id, definition))
      }
    },
    async load(from, count, events) {
      const rows = (table: string, condition: string) => `
        INSERT INTO ${table} (transaction_id, customer_id, event_type, timestamp, properties, property_kinds, accepted_at, accepted_sequence)
        SELECT transaction_id, customer, type, at,
          map('amount', amount, 'model', model, 'region', region, 'user_id', user_id, 'status', status, 'latency_ms', latency_ms),
          'ssssss', at, number
        FROM (${eventsSql(from, count, events)})
        WHERE ${condition}`
      await warehouse.command(rows('events', 'true'))
      await warehouse.command(rows('duplicate_events', `number % ${DUPLICATE_EVERY} = 0`))
    },
    async settle() {
      const merge = (seconds: number) =>
        warehouse.command(`ALTER TABLE events MODIFY SETTING min_age_to_force_merge_seconds = ${seconds}`)
      await merge(1)
      while (!(await isOnePartAMonth(warehouse))) await sleep(500)
      await merge(3600)
    },
    async ask(question) {
      const metric = metrics.get(question.aggregation)
      if (metric === undefined) throw new Error(`no metric for ${question.aggregation}`)
      if (question.customer !== 'all') {
        const customer = customers.get(question.customer)
        if (customer === undefined) throw new Error(`no customer ${question.customer}`)
        return askOfOne(environment, metric, customer, question)
      }
      return question.byProperties
        ? askOfAllByProperties(environment, metric, [...customers.values()])
        : askOfAll(environment, metric, customers)
    },
  }
}

async function isOnePartAMonth(warehouse: Warehouse): Promise<boolean> {
  const parts = `SELECT count() AS parts, uniqExact(partition) AS months FROM system.parts
    WHERE active AND database = currentDatabase() AND table = 'events'`
  const [found] = await runText(warehouse, parts, z.object({ parts: integerColumn, months: integerColumn }))
  return found?.parts === found?.months
}

const present = (name: string) => ({ name, exists: true, inValues: null, notInValues: null })
const ofType = { inValues: [METRIC_TYPE], notInValues: null }

const SUM_OF_AMOUNTS: StreamingDefinition = {
  kind: 'streaming',
  aggregation: 'SUM',
  aggregationKey: 'amount',
  eventTypeFilter: ofType,
  propertyFilters: [present('amount'), present('model'), present('region')],
  groupKeys: [GROUP_KEY],
}

const UNIQUE_USERS: StreamingDefinition = {
  kind: 'streaming',
  aggregation: 'UNIQUE',
  aggregationKey: 'user_id',
  eventTypeFilter: ofType,
  propertyFilters: [present('user_id')],
  groupKeys: [],
}

function toUsageMetric(id: string, definition: StreamingDefinition): StreamingUsageMetric {
  return { kind: 'streaming', id, name: definition.aggregation, tree: compileMetric(definition, null) }
}

/** All pages of what `POST /v1/usage/groups` answers. */
async function askOfOne(
  environment: Environment,
  metric: StreamingUsageMetric,
  customer: Customer,
  { byHours, byProperties }: Question,
): Promise<Answer> {
  const answer: Answer = new Map()
  let cursor: string | null | undefined
  while (cursor !== null) {
    const page = await readGroupedUsage(environment, {
      metric,
      identifiers: eventIdentifiers(customer),
      range: MONTH,
      windowSize: byHours ? 'HOUR' : 'NONE',
      groupKey: byProperties ? GROUP_KEY : [],
      groupFilters: [],
      rowsMax: PAGE_ROWS,
      cursor,
    })
    for (const { window, groups, value } of page.rows) {
      const hours = byHours ? [window.from / windowLengthMs('HOUR')] : []
      if (value !== null) answer.set(answerKey([...hours, ...groups.map(String)]), value.text)
    }
    cursor = page.nextCursor
  }
  return answer
}

/** All pages of what `POST /v1/usage` answers for one metric and all customers. */
async function askOfAll(
  environment: Environment,
  metric: StreamingUsageMetric,
  customers: ReadonlyMap<string, Customer>,
): Promise<Answer> {
  const names = new Map([...customers].map(([name, { id }]) => [id, name]))
  const answer: Answer = new Map()
  let cursor: string | null | undefined
  while (cursor !== null) {
    const page = await readBatchUsage(environment, {
      metrics: [{ ...metric, groupBy: null }],
      customers: null,
      areMetricsNamed: true,
      attribute: (texts) => attributeIdentifiers(environment, texts, 'active'),
      range: MONTH,
      windowSize: 'NONE',
      cursor,
    })
    for (const { customerId, value } of page.rows) {
      if (value !== null) answer.set(answerKey([names.get(customerId) ?? customerId]), value.text)
    }
    cursor = page.nextCursor
  }
  return answer
}

/** The query behind `POST /v1/usage`, which by itself breaks down by one property only, by two for all customers. */
async function askOfAllByProperties(
  environment: Environment,
  metric: StreamingUsageMetric,
  customers: readonly Customer[],
): Promise<Answer> {
  const owned = customers.flatMap((customer) =>
    eventIdentifiers(customer).map((identifier) => [identifier, customer.name] as const),
  )
  const params = {
    ...rangeParams(MONTH),
    identifiers: owned.map(([identifier]) => identifier),
    owners: owned.map(([, name]) => name),
    window_ms: windowLengthMs('NONE'),
  }
  const rows = await readMetric(environment, metric, (source, textOf) => {
    const fragments = {
      ...source,
      window_number: emitWindowNumber('NONE'),
      groups: emitGroups(GROUP_KEY, textOf),
      group_keys: emitGroupKeys(GROUP_KEY, textOf),
      group_filter: sql`true`,
    }
    return environment.warehouse.run(batchUsage, params, fragments)
  })
  return new Map(rows.map((row) => [answerKey([row.owner_id, ...row.groups.map(String)]), row.value.text]))
}
