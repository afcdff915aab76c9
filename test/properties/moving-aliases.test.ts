import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'
import type { MetricRules } from '../support/oracle/metric.ts'
import { usageWindows, type UsageQuestion } from '../support/oracle/usage-windows.ts'
import { NOW, span, windowSize } from './arbitraries/instants.ts'
import { trialDraw } from './arbitraries/trials.ts'
import { PLAIN_SPELLING, askUsage, expectedUsageRow } from './support/ask.ts'
import { hold, PROPERTY_TIMEOUT_MS } from './support/hold.ts'
import { addSqlMetric, endTrial, playTrial, setAliases } from './support/trial.ts'

/** All events, counted by a metric that is evaluated in one pass, and by one that is window by window. */
const COUNTS = [
  'SELECT count(*) AS value FROM events',
  'SELECT sum(n) AS value FROM (SELECT event_type, count(*) AS n FROM events GROUP BY event_type)',
]
const COUNT: MetricRules = { aggregation: 'COUNT', key: null, eventType: {}, properties: [], groupKeys: [] }

describe('an alias that moves to another customer', { timeout: PROPERTY_TIMEOUT_MS }, () => {
  let service: TestService

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock(NOW)
  })
  afterAll(() => service.stop())

  // Each alias goes to the customer at its place in the list; where there is none, to nobody.
  const owners = fc.array(fc.nat({ max: 3 }), { minLength: 6, maxLength: 6 })

  it('takes all usage under it along, and nothing else', () =>
    hold(
      fc.asyncProperty(trialDraw, owners, windowSize, span, async (draw, owners, size, span) => {
        const trial = await playTrial(service, draw)
        for (const text of COUNTS) await addSqlMetric(trial, text, COUNT)
        const { customers, metrics } = trial.world
        const aliases = customers.flatMap((customer) => customer.aliases)
        for (const customer of customers) await setAliases(trial, customer, [])
        for (const [place, customer] of customers.entries()) {
          await setAliases(
            trial,
            customer,
            aliases.filter((_, index) => owners[index] === place),
          )
        }
        const question: UsageQuestion = {
          customers,
          metrics: metrics.map((metric) => ({ metric, groupBy: null })),
          size,
          span,
        }
        expect(await askUsage(trial, question, PLAIN_SPELLING)).toEqual(
          usageWindows(trial.world, question).map(expectedUsageRow),
        )
        await endTrial(trial)
      }),
      8,
    ))
})
