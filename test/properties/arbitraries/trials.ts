import fc from 'fast-check'
import type { MetricRules } from '../../support/oracle/metric.ts'
import { requestDraw, type EventDraw } from './events.ts'
import { metricRules } from './metrics.ts'

export interface MetricDraw {
  rules: MetricRules
  /** After how many requests it is created. */
  createdAfter: number
  appliesFrom: 'history' | 'creation'
}

/** A random small world: customers with some aliases each, metrics, and requests of events. */
export interface TrialDraw {
  aliasCounts: number[]
  metrics: MetricDraw[]
  requests: EventDraw[][]
}

const metricDraw: fc.Arbitrary<MetricDraw> = fc.record({
  rules: metricRules,
  createdAfter: fc.nat({ max: 2 }),
  appliesFrom: fc.constantFrom('history', 'history', 'creation'),
})

export const trialDraw: fc.Arbitrary<TrialDraw> = fc.record({
  aliasCounts: fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 3 }),
  metrics: fc.array(metricDraw, { minLength: 1, maxLength: 3 }),
  requests: fc.array(requestDraw, { minLength: 1, maxLength: 3, size: 'max' }),
})
