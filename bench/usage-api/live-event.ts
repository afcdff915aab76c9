import type { BodyEvent } from '../load/request-bodies.ts'
import { METRIC_TYPE, MODELS, REGIONS, customerName, inventEvent } from '../usage/invented-events.ts'

// So many that none is one of those stored before.
const NUMBER_MAX = 2 ** 31

/** An event that comes in beside the reads: of the metric's type, for customers as skewed as those stored. */
export function inventLiveEvent(seed: number): BodyEvent {
  const { customer, whole, fraction, model, region, user } = inventEvent(NUMBER_MAX + seed, NUMBER_MAX)
  return {
    customer_id: customerName(customer),
    event_type: METRIC_TYPE,
    properties: {
      amount: `${whole}.${String(fraction).padStart(6, '0')}`,
      model: MODELS[model] ?? '',
      region: REGIONS[region] ?? '',
      user_id: `user-${user}`,
      status: '200',
      latency_ms: String(seed % 5000),
    },
  }
}
