import { identifier, parameter, sql, type Sql } from '../kernel/sql.ts'
import { parameterScope, withSource } from '../metrics/sql/emit-source.ts'
import { viewIdentifier } from '../metrics/view.ts'
import { blameSql } from '../warehouse/limited-query-error.ts'
import type { BatchMetric, BatchUsageRequest } from './batch-request.ts'
import { rangeParams, type SqlUsageMetric, type UsageScope } from './metric.ts'
import { sqlMetricIdentifiers, usageIdentifiers } from './queries.ts'

/** A customer and a metric that a usage request must answer for, and the ids of the customer's events. */
export interface Pair {
  customerId: string
  metric: BatchMetric
  identifiers: readonly string[]
}

/**
 * The pairs to answer for, by customer id then metric id: every pair where both were named, else those with a
 * matching event in the range (semantics 21).
 */
export async function findPairs(scope: UsageScope, request: BatchUsageRequest): Promise<Pair[]> {
  const { metrics, customers, areMetricsNamed } = request
  const byMetric =
    customers !== null && areMetricsNamed
      ? metrics.map((metric) =>
          customers.map((customer) => pairOf(metric, customer.id, customer.identifiers)),
        )
      : await Promise.all(metrics.map((metric) => findActivePairs(scope, request, metric)))
  return byMetric.flat().sort(compare)
}

async function findActivePairs(
  scope: UsageScope,
  request: BatchUsageRequest,
  metric: BatchMetric,
): Promise<Pair[]> {
  const { customers, attribute } = request
  if (customers?.length === 0) return []
  if (metric.kind === 'streaming') {
    const found = await findIdentifiers(scope, request, viewIdentifier(metric.id))
    return pairsOf(metric, await attribute(found))
  }
  // SQL is evaluated over all events of a customer, those that it does not match too.
  const owners = await attribute(await findIdentifiers(scope, request, sql`events`))
  const matched = await findMatchedIdentifiers(scope, request, metric)
  const active = new Set(matched.flatMap((identifier) => owners.get(identifier) ?? []))
  return pairsOf(metric, new Map([...owners].filter(([, customerId]) => active.has(customerId))))
}

/** Under which ids a view, or the table, has events in the range. */
async function findIdentifiers(
  { warehouse }: UsageScope,
  { customers, range }: BatchUsageRequest,
  view: Sql,
): Promise<string[]> {
  const found = await warehouse.run(
    usageIdentifiers,
    { ...rangeParams(range), ...customerParams(customers) },
    {
      view,
      customer_filter: customers === null ? sql`true` : sql`customer_id IN ${IDENTIFIERS}`,
    },
  )
  return found.map((row) => row.identifier)
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

function pairsOf(metric: BatchMetric, owners: ReadonlyMap<string, string>): Pair[] {
  const identifiersOf = Map.groupBy(owners.keys(), (identifier) => owners.get(identifier) ?? '')
  return [...identifiersOf].map(([customerId, identifiers]) => pairOf(metric, customerId, identifiers))
}

function pairOf(metric: BatchMetric, customerId: string, identifiers: readonly string[]): Pair {
  return { customerId, metric, identifiers }
}

function compare(a: Pair, b: Pair): number {
  if (a.customerId !== b.customerId) return a.customerId < b.customerId ? -1 : 1
  if (a.metric.id !== b.metric.id) return a.metric.id < b.metric.id ? -1 : 1
  return 0
}
