import type { NumberText } from '../kernel/json.ts'
import { identifier, parameter, sql, type Sql } from '../kernel/sql.ts'
import { parameterScope, withSource } from '../metrics/sql/emit-source.ts'
import { NOTHING } from '../metrics/emit.ts'
import { blameSql } from '../warehouse/limited-query-error.ts'
import type { BatchMetric, BatchUsageRequest } from './batch-request.ts'
import { rangeParams, type SqlUsageMetric, type StreamingUsageMetric, type UsageScope } from './metric.ts'
import { identifierTotals, sqlMetricIdentifiers, usageIdentifiers } from './queries.ts'
import { readMetric, type MetricSource } from './read-metric.ts'

/** A customer and a metric that a usage request must answer for, and the ids of the customer's events. */
export interface Pair {
  customerId: string
  metric: BatchMetric
  identifiers: readonly string[]
  /** The value over the whole range, where finding the pair told it. */
  total: NumberText | null
}

/**
 * The pairs to answer for, by customer id then metric id: every pair where both were named, else those with a
 * matching event in the range (semantics 21).
 * @param isOneWindow whether the range is one window, so that totals are of use.
 */
export async function findPairs(
  scope: UsageScope,
  request: BatchUsageRequest,
  isOneWindow: boolean,
): Promise<Pair[]> {
  const { metrics, customers, areMetricsNamed } = request
  const byMetric =
    customers !== null && areMetricsNamed
      ? metrics.map((metric) =>
          customers.map((customer) => pairOf(metric, customer.id, customer.identifiers)),
        )
      : await Promise.all(metrics.map((metric) => findActivePairs(scope, request, metric, isOneWindow)))
  return byMetric.flat().sort(compare)
}

async function findActivePairs(
  scope: UsageScope,
  request: BatchUsageRequest,
  metric: BatchMetric,
  isOneWindow: boolean,
): Promise<Pair[]> {
  const { customers, attribute } = request
  if (customers?.length === 0) return []
  if (metric.kind === 'streaming') {
    const totals = isOneWindow ? await readTotals(scope, request, metric) : null
    const found = totals?.keys() ?? (await findOfMetric(scope, request, metric))
    return pairsOf(metric, await attribute([...found]), totals ?? undefined)
  }
  // SQL is evaluated over all events of a customer, those that it does not match too.
  const owners = await attribute(texts(await findIdentifiers(scope, request, EVERY_EVENT)))
  const matched = await findMatchedIdentifiers(scope, request, metric)
  const active = new Set(matched.flatMap((identifier) => owners.get(identifier) ?? []))
  return pairsOf(metric, new Map([...owners].filter(([, customerId]) => active.has(customerId))))
}

const EVERY_EVENT = { events: sql`events`, is_matched: sql`true`, unread: NOTHING }

/** Under which ids there are events of a source in the range. */
async function findIdentifiers(
  { warehouse }: UsageScope,
  { customers, range }: BatchUsageRequest,
  { events, is_matched, unread }: Pick<MetricSource, 'events' | 'is_matched' | 'unread'>,
) {
  const params = { ...rangeParams(range), ...customerParams(customers) }
  const customer_filter = customerFilter(customers)
  return warehouse.run(usageIdentifiers, params, { events, is_matched, unread, customer_filter })
}

async function findOfMetric(scope: UsageScope, request: BatchUsageRequest, metric: StreamingUsageMetric) {
  return texts(await readMetric(scope, metric, (source) => findIdentifiers(scope, request, source)))
}

function texts(rows: readonly { identifier: string }[]): string[] {
  return rows.map((row) => row.identifier)
}

/** The values over the whole range under each id that has matching events. */
async function readTotals(
  scope: UsageScope,
  { customers, range }: BatchUsageRequest,
  metric: StreamingUsageMetric,
): Promise<ReadonlyMap<string, NumberText>> {
  const params = { ...rangeParams(range), ...customerParams(customers) }
  const customer_filter = customerFilter(customers)
  const found = await readMetric(scope, metric, (source) =>
    scope.warehouse.run(identifierTotals, params, { ...source, customer_filter }),
  )
  return new Map(found.map((row) => [row.identifier, row.value]))
}

function customerFilter(customers: BatchUsageRequest['customers']): Sql {
  return customers === null ? sql`true` : sql`customer_id IN ${IDENTIFIERS}`
}

/** Under which ids an SQL metric has matching events in the range. */
async function findMatchedIdentifiers(
  { warehouse }: UsageScope,
  { customers, range }: BatchUsageRequest,
  metric: SqlUsageMetric,
): Promise<string[]> {
  const everyone = { ...parameterScope(metric.afterSequence), identifiers: null }
  const source = customers === null ? everyone : parameterScope(metric.afterSequence)
  const matched = withSource(source, (events) => metric.sql.emitMatched(events, [identifier('customer_id')]))
  try {
    const params = { ...rangeParams(range), ...customerParams(customers) }
    const found = await warehouse.runLimited(sqlMetricIdentifiers, params, { matched })
    return found.map((row) => row.identifier)
  } catch (error) {
    throw blameSql(error, metric.subject)
  }
}

const IDENTIFIERS = parameter('identifiers', 'Array(String)')

function customerParams(customers: BatchUsageRequest['customers']) {
  return customers === null ? {} : { identifiers: customers.flatMap((customer) => customer.identifiers) }
}

/** @param totals the values under each id: that of a customer with one is the customer's. */
function pairsOf(
  metric: BatchMetric,
  owners: ReadonlyMap<string, string>,
  totals: ReadonlyMap<string, NumberText> = new Map(),
): Pair[] {
  const identifiersOf = Map.groupBy(owners.keys(), (identifier) => owners.get(identifier) ?? '')
  return [...identifiersOf].map(([customerId, identifiers]) => {
    const [only, ...others] = identifiers
    const total = only !== undefined && others.length === 0 ? (totals.get(only) ?? null) : null
    return { customerId, metric, identifiers, total }
  })
}

function pairOf(metric: BatchMetric, customerId: string, identifiers: readonly string[]): Pair {
  return { customerId, metric, identifiers, total: null }
}

function compare(a: Pair, b: Pair): number {
  if (a.customerId !== b.customerId) return a.customerId < b.customerId ? -1 : 1
  if (a.metric.id !== b.metric.id) return a.metric.id < b.metric.id ? -1 : 1
  return 0
}
