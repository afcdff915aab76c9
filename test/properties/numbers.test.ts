import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseQuantity } from '../../src/kernel/decimal.ts'
import type { MetricRules } from '../support/oracle/metric.ts'
import { readQuantity } from '../support/oracle/quantity.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { NOW, TODAY } from './arbitraries/instants.ts'
import { farFetchedNumericText, isJsonNumber, nearNumericText } from './arbitraries/numbers.ts'
import { PLAIN_SPELLING, askGroups, decimalText } from './support/ask.ts'
import { hold, PROPERTY_TIMEOUT_MS } from './support/hold.ts'
import { addCustomer, addMetric, beginTrial, endTrial, sendEvents } from './support/trial.ts'

const SUM_OF_TOKENS: MetricRules = {
  aggregation: 'SUM',
  key: 'tokens',
  eventType: {},
  properties: [{ name: 'tokens' }],
  groupKeys: [],
}

describe(
  'a numeric text',
  () => {
    let service: TestService

    beforeAll(async () => {
      service = await startTestService()
      await service.setClock(NOW)
    })
    afterAll(() => service.stop())

    it('is read as the exact decimal that its digits say, or as no number', () =>
      hold(
        fc.asyncProperty(fc.oneof(nearNumericText, farFetchedNumericText), async (text) => {
          expect(decimalText(parseQuantity(text))).toBe(decimalText(readQuantity(text)))
        }),
        20_000,
      ))

    it(
      'is what an event with it adds to a sum, sent as a string or as a JSON number',
      sumsAreExact(nearNumericText),
    )

    it(
      'is what an event with it adds to a sum, too, where its exponent moves the point far',
      sumsAreExact(farFetchedNumericText),
    )

    function sumsAreExact(text: fc.Arbitrary<string>) {
      const texts = fc.array(text, { minLength: 1, maxLength: 100, size: 'max' })
      return () =>
        hold(
          fc.asyncProperty(texts, async (sent) => {
            expect(await sumsOf(service, sent)).toEqual(sent.map((one) => decimalText(readQuantity(one))))
          }),
          20,
        )
    }
  },
  PROPERTY_TIMEOUT_MS,
)

/** What the service sums for one event of each text; null where the event does not count. */
async function sumsOf(service: TestService, texts: readonly string[]): Promise<(string | null)[]> {
  const trial = beginTrial(service)
  const customer = await addCustomer(trial, [])
  const metric = await addMetric(trial, SUM_OF_TOKENS)
  await sendEvents(
    trial,
    texts.map((text, place) => ({
      transactionId: `${trial.prefix}${place}`,
      customerId: customer.id,
      eventType: 'call',
      timestamp: NOW,
      properties: [
        ['place', String(place)],
        ['tokens', isJsonNumber(text) && place % 2 === 0 ? { number: text } : text],
      ],
    })),
  )
  const question = {
    customer,
    metric,
    size: 'NONE',
    span: TODAY,
    groupKey: ['place'],
    filters: [],
  } as const
  const rows = await askGroups(trial, question, PLAIN_SPELLING, 100)
  const sums = new Map(rows.map(({ group, value }) => [group[0]?.[1], value]))
  await endTrial(trial)
  return texts.map((_, place) => sums.get(String(place)) ?? null)
}
