import { parameter, sql } from '../kernel/sql.ts'
import { viewIdentifier } from '../metrics/view.ts'
import type { BatchMetric, BatchUsageRequest } from './batch-request.ts'
import { rangeParams, type UsageScope } from './metric.ts'
import { usageIdentifiers } from './queries.ts'

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
  { warehouse }: UsageScope,
  { customers, range, attribute }: BatchUsageRequest,
  metric: BatchMetric,
): Promise<Pair[]> {
  if (customers?.length === 0) return []
  const isNamed = customers !== null
  const found = await warehouse.run(
    usageIdentifiers,
    {
      ...rangeParams(range),
      ...(isNamed ? { identifiers: customers.flatMap((customer) => customer.identifiers) } : {}),
    },
    {
      view: viewIdentifier(metric.id),
      customer_filter: isNamed ? sql`customer_id IN ${parameter('identifiers', 'Array(String)')}` : sql`true`,
    },
  )
  const owners = await attribute(found.map((row) => row.identifier))
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
