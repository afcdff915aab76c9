import type { Decimal } from '../../../src/kernel/decimal.ts'
import type { ReceivedEvent } from './events.ts'
import { propertyText } from './json-value.ts'
import { readQuantity } from './quantity.ts'

export type Aggregation = 'COUNT' | 'SUM' | 'MAX' | 'UNIQUE' | 'LATEST'

export interface AllowedTexts {
  inValues?: readonly string[]
  notInValues?: readonly string[]
}

export interface PropertyRule extends AllowedTexts {
  name: string
  exists?: boolean
}

/** What a streaming metric counts and how. */
export interface MetricRules {
  aggregation: Aggregation
  /** Null for COUNT alone. */
  key: string | null
  eventType: AllowedTexts
  properties: readonly PropertyRule[]
  groupKeys: readonly (readonly string[])[]
}

export interface OracleMetric {
  id: string
  name: string
  rules: MetricRules
  /** Where the metric applies from its creation: how many events had arrived by then (semantics 13). */
  createdAfter: number | null
}

/** What an event brings to a metric that it counts in. */
export interface Contribution {
  event: ReceivedEvent
  /** The aggregated property's text; empty for COUNT. */
  text: string
  /** The aggregated property as a number; null for COUNT and UNIQUE. */
  quantity: Decimal | null
}

export type Reason = 'property_missing' | 'property_not_numeric' | 'property_filtered'

/** What an event brings to a metric; null where it does not count in it. */
export function contribution(metric: OracleMetric, event: ReceivedEvent): Contribution | null {
  const { rules } = metric
  if (!isSeen(metric, event) || !admitsType(rules, event) || reasonsAgainst(rules, event).size > 0)
    return null
  const text = rules.key === null ? '' : (propertyText(event.properties.get(rules.key)) ?? '')
  return { event, text, quantity: needsNumber(rules) ? readQuantity(text) : null }
}

/** Whether the metric looks at the event at all: one from its creation on does not see earlier ones. */
export function isSeen({ createdAfter }: OracleMetric, event: ReceivedEvent): boolean {
  return createdAfter === null || event.arrival > createdAfter
}

export function admitsType(rules: MetricRules, event: ReceivedEvent): boolean {
  return allows(rules.eventType, event.eventType)
}

/** Everything about an event's properties that keeps it out of a metric (semantics 10). */
export function reasonsAgainst(rules: MetricRules, event: ReceivedEvent): Set<Reason> {
  const reasons = new Set<Reason>()
  for (const rule of rules.properties) {
    const text = propertyText(event.properties.get(rule.name))
    if (text === null) {
      if (rule.exists === true || rule.inValues !== undefined) reasons.add('property_missing')
    } else if (rule.exists === false || !allows(rule, text)) {
      reasons.add('property_filtered')
    }
  }
  if (rules.key !== null) {
    const text = propertyText(event.properties.get(rules.key))
    if (text === null) reasons.add('property_missing')
    else if (needsNumber(rules) && readQuantity(text) === null) reasons.add('property_not_numeric')
  }
  return reasons
}

function allows({ inValues, notInValues }: AllowedTexts, text: string): boolean {
  if (inValues !== undefined && !inValues.includes(text)) return false
  return notInValues === undefined || !notInValues.includes(text)
}

function needsNumber({ aggregation }: MetricRules): boolean {
  return aggregation === 'SUM' || aggregation === 'MAX' || aggregation === 'LATEST'
}
