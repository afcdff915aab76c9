import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'
import { usageWindows, type UsageQuestion } from '../support/oracle/usage-windows.ts'
import type { Span, WindowSize } from '../support/oracle/windows.ts'
import { spelling } from './arbitraries/groups-questions.ts'
import { NOW, span, windowSize } from './arbitraries/instants.ts'
import { plainText, propertyName } from './arbitraries/texts.ts'
import { trialDraw } from './arbitraries/trials.ts'
import { askUsage, expectedUsageRow, type Spelling } from './support/ask.ts'
import { hold, PROPERTY_TIMEOUT_MS } from './support/hold.ts'
import { endTrial, playTrial, type Trial } from './support/trial.ts'

interface QuestionDraw {
  /** Which customers and metrics to name, by place; null names none and so asks for all. */
  customers: number[] | null
  metrics: { place: number; groupBy: UsageGroupBy }[] | null
  size: WindowSize
  span: Span
  spelling: Spelling
}

type UsageGroupBy = { key: string; values: string[] | null } | null

const places = fc.uniqueArray(fc.nat({ max: 2 }), { maxLength: 3, size: 'max' })
const groupBy: fc.Arbitrary<UsageGroupBy> = fc.option(
  fc.record({
    key: fc.oneof(
      { arbitrary: propertyName, weight: 9 },
      { arbitrary: fc.constant('unheard of'), weight: 1 },
    ),
    values: fc.option(fc.array(plainText, { minLength: 1, maxLength: 5 })),
  }),
)
const questionDraw: fc.Arbitrary<QuestionDraw> = fc.record({
  customers: fc.option(places, { freq: 3 }),
  metrics: fc.option(
    fc.uniqueArray(fc.record({ place: fc.nat({ max: 2 }), groupBy }), {
      selector: ({ place }) => place,
      maxLength: 3,
      size: 'max',
    }),
    { freq: 3 },
  ),
  size: windowSize,
  span,
  spelling,
})

describe('usage by window', () => {
  let service: TestService

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock(NOW)
  })
  afterAll(() => service.stop())

  it(
    'is exactly what a naive count over the accepted events gives, for every way to ask',
    { timeout: PROPERTY_TIMEOUT_MS },
    () =>
      hold(
        fc.asyncProperty(
          trialDraw,
          fc.array(questionDraw, { minLength: 1, maxLength: 6, size: 'max' }),
          async (draw, questions) => {
            const trial = await playTrial(service, draw)
            for (const question of questions) await expectSameWindows(trial, question)
            await endTrial(trial)
          },
        ),
        9,
      ),
  )
})

async function expectSameWindows(trial: Trial, draw: QuestionDraw): Promise<void> {
  const { world } = trial
  const question: UsageQuestion = {
    customers: draw.customers?.flatMap((place) => world.customers[place] ?? []) ?? null,
    metrics:
      draw.metrics?.flatMap(({ place, groupBy }) => {
        const metric = world.metrics[place]
        return metric === undefined ? [] : [{ metric, groupBy }]
      }) ?? null,
    size: draw.size,
    span: draw.span,
  }
  const rows = await askUsage(trial, question, draw.spelling)
  // A case that failed half-way leaves customers and metrics behind, which a request for all of them shows.
  const own = rows.filter(
    ({ customer, metric }) =>
      world.customers.some(({ id }) => id === customer) && world.metrics.some(({ id }) => id === metric),
  )
  expect(own).toEqual(usageWindows(world, question).map(expectedUsageRow))
}
