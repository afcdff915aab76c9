import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Decimal } from '../../src/kernel/decimal.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { HOUR } from '../support/oracle/instant.ts'
import type { Span } from '../support/oracle/windows.ts'
import { NOW, span } from './arbitraries/instants.ts'
import { trialDraw } from './arbitraries/trials.ts'
import { PLAIN_SPELLING, askUsage, decimalText } from './support/ask.ts'
import { hold, PROPERTY_TIMEOUT_MS } from './support/hold.ts'
import { endTrial, playTrial, type Trial } from './support/trial.ts'

describe('a range split in two at an hour', { timeout: PROPERTY_TIMEOUT_MS }, () => {
  let service: TestService

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock(NOW)
  })
  afterAll(() => service.stop())

  const additiveTrial = trialDraw.map((draw) => ({
    ...draw,
    metrics: draw.metrics.map((metric) => ({ ...metric, rules: additive(metric.rules) })),
  }))
  const wideSpan = span.map(({ from, to }) => ({ from, to: to + HOUR }))

  it('has the same usage in its parts as in the whole, for COUNT and SUM', () =>
    hold(
      fc.asyncProperty(additiveTrial, wideSpan, fc.nat(), async (draw, { from, to }, seed) => {
        const trial = await playTrial(service, draw)
        const cut = from + HOUR * (1n + (BigInt(seed) % ((to - from) / HOUR - 1n)))
        const whole = await valuesIn(trial, { from, to })
        const before = await valuesIn(trial, { from, to: cut })
        const after = await valuesIn(trial, { from: cut, to })
        expect(before.map((value, index) => add(value, after[index] ?? null))).toEqual(whole)
        await endTrial(trial)
      }),
      7,
    ))
})

function additive<Rules extends { aggregation: string; key: string | null }>(rules: Rules) {
  return { ...rules, aggregation: rules.key === null ? ('COUNT' as const) : ('SUM' as const) }
}

/** The usage of every customer by every metric, in the order of the list. */
async function valuesIn(trial: Trial, span: Span): Promise<(string | null)[]> {
  const { customers, metrics } = trial.world
  const named = metrics.map((metric) => ({ metric, groupBy: null }))
  const rows = await askUsage(trial, { customers, metrics: named, size: 'NONE', span }, PLAIN_SPELLING)
  return rows.map(({ value }) => value)
}

function add(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b
  return decimalText(new Decimal(a).plus(b))
}
