import { emptyEventLog, type EventLog } from './events.ts'
import { contribution, type Contribution, type OracleMetric } from './metric.ts'
import { isWithin, type Span } from './windows.ts'

export interface OracleCustomer {
  id: string
  /** The present ones: they decide whose an event is when it is read (semantics 12). */
  aliases: readonly string[]
}

/** All that the model of the service knows. */
export interface World {
  log: EventLog
  customers: OracleCustomer[]
  metrics: OracleMetric[]
}

export function emptyWorld(): World {
  return { log: emptyEventLog(), customers: [], metrics: [] }
}

/** What a customer's events in a span bring to a metric. */
export function contributionsOf(
  world: World,
  customer: OracleCustomer,
  metric: OracleMetric,
  span: Span,
): Contribution[] {
  return world.log.accepted
    .filter((event) => event.customerId === customer.id || customer.aliases.includes(event.customerId))
    .filter((event) => isWithin(span, event.instant))
    .flatMap((event) => contribution(metric, event) ?? [])
}
