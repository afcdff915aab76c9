import type { Decimal } from '../../../src/kernel/decimal.ts'
import { aggregate } from './aggregate.ts'
import { propertyText } from './json-value.ts'
import type { Contribution, OracleMetric } from './metric.ts'
import { compareBytes } from './order.ts'
import { isWithin, windowsOf, type Span, type WindowSize } from './windows.ts'
import { contributionsOf, type OracleCustomer, type World } from './world.ts'

export interface NamedMetric {
  metric: OracleMetric
  groupBy: { key: string; values: readonly string[] | null } | null
}

/** A request of `POST /v1/usage`. */
export interface UsageQuestion {
  /** Null where none were named, which asks for all. */
  customers: readonly OracleCustomer[] | null
  metrics: readonly NamedMetric[] | null
  size: WindowSize
  span: Span
}

export interface UsageAnswer {
  customer: OracleCustomer
  metric: OracleMetric
  window: Span
  value: Decimal | null
  /** Null where no grouping was asked for. */
  groups: ReadonlyMap<string, Decimal | null> | null
}

/** The rows of `POST /v1/usage`, all pages together (semantics 21). */
export function usageWindows(world: World, question: UsageQuestion): UsageAnswer[] {
  const { size, span } = question
  const isPairNamed = question.customers !== null && question.metrics !== null
  const customers = sortById(question.customers ?? world.customers, ({ id }) => id)
  const named = question.metrics ?? world.metrics.map((metric): NamedMetric => ({ metric, groupBy: null }))
  const metrics = sortById(named, ({ metric }) => metric.id)
  const rows: UsageAnswer[] = []
  for (const customer of customers) {
    for (const { metric, groupBy } of metrics) {
      const all = contributionsOf(world, customer, metric, span)
      if (all.length === 0 && !isPairNamed) continue
      for (const window of windowsOf(span, size)) {
        const own = all.filter(({ event }) => isWithin(window, event.instant))
        const value = aggregate(metric.rules.aggregation, own)
        rows.push({ customer, metric, window, value, groups: groupsOf(metric, groupBy, own) })
      }
    }
  }
  return rows
}

function groupsOf(
  { rules }: OracleMetric,
  groupBy: NamedMetric['groupBy'],
  contributions: readonly Contribution[],
): ReadonlyMap<string, Decimal | null> | null {
  if (groupBy === null) return null
  const textOf = ({ event }: Contribution) => propertyText(event.properties.get(groupBy.key))
  const present = contributions.map(textOf).filter((text) => text !== null)
  const names = new Set(groupBy.values ?? present)
  return new Map(
    [...names].map((name) => [
      name,
      aggregate(
        rules.aggregation,
        contributions.filter((one) => textOf(one) === name),
      ),
    ]),
  )
}

function sortById<Item>(items: readonly Item[], idOf: (item: Item) => string): Item[] {
  return items.toSorted((a, b) => compareBytes(idOf(a), idOf(b)))
}
