import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MetricRules } from '../support/oracle/metric.ts'
import { DAY, HOUR, readInstant, writeInstant, type Micros } from '../support/oracle/instant.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { NOW } from './arbitraries/instants.ts'
import { PLAIN_SPELLING, askGroups } from './support/ask.ts'
import { hold, PROPERTY_TIMEOUT_MS } from './support/hold.ts'
import {
  addCustomer,
  addMetric,
  beginTrial,
  endTrial,
  post,
  sendEvents,
  writeEvents,
  type SpelledEvent,
  type Trial,
} from './support/trial.ts'

const COUNT: MetricRules = { aggregation: 'COUNT', key: null, eventType: {}, properties: [], groupKeys: [] }
const MILLISECOND = 1000n

/** A transaction id within its case, and whether JSON writes it in escapes. */
interface IdDraw {
  id: string
  isEscaped: boolean
}

describe('a transaction id', { timeout: PROPERTY_TIMEOUT_MS }, () => {
  let service: TestService
  // It never goes back, so each case begins where the one before it stopped.
  let now = readInstant(NOW)

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock(NOW)
  })
  afterAll(() => service.stop())

  // Two halves of 34 days come to the end of an id's time as the whole does.
  const wait = fc.oneof(
    { arbitrary: fc.constantFrom(17n * DAY - MILLISECOND, 17n * DAY), weight: 3 },
    { arbitrary: fc.constantFrom(34n * DAY - MILLISECOND, 34n * DAY), weight: 2 },
    { arbitrary: fc.constantFrom(0n, MILLISECOND), weight: 2 },
    { arbitrary: fc.nat({ max: 35 * 86_400_000 }).map((ms) => BigInt(ms) * MILLISECOND), weight: 1 },
  )
  const idDraw: fc.Arbitrary<IdDraw> = fc.record({
    id: fc.constantFrom('', 'a', 'A', '\u00e9', '😀', `o'clock "\\\n`, 'nul\0'),
    isEscaped: fc.integer({ min: 0, max: 9 }).map((draw) => draw === 0),
  })
  const ids = fc.array(idDraw, { minLength: 1, maxLength: 6 })
  const step = fc.record({
    wait,
    isRestarted: fc.integer({ min: 0, max: 19 }).map((draw) => draw === 0),
    ids,
  })

  it('counts once in the 34 days from its acceptance, by the first event that has it, then again', () =>
    hold(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6, size: 'max' }), async (steps) => {
        const trial = beginTrial(service)
        await addCustomer(trial, [])
        await addMetric(trial, COUNT)
        const from = now
        for (const { wait, isRestarted, ids } of steps) {
          now += wait
          await service.setClock(writeInstant(now))
          if (isRestarted) await service.restart()
          await sendEvents(trial, numbered(trial, ids, now, trial.world.log.arrivals), writeInstant(now))
        }
        const counted = await countedNumbers(trial, from, now)
        expect(counted).toEqual(trial.world.log.accepted.map(({ arrival }) => arrival))
        await endTrial(trial)
      }),
      15,
    ))

  it('counts once, however many requests bring it at the same time, and the others are its duplicates', () =>
    hold(
      fc.asyncProperty(fc.array(ids, { minLength: 2, maxLength: 12, size: 'max' }), async (requests) => {
        const trial = beginTrial(service)
        await addCustomer(trial, [])
        await addMetric(trial, COUNT)
        let arrivals = 0
        const sent = requests.map((ids) => {
          const events = numbered(trial, ids, now, arrivals)
          arrivals += events.length
          return events
        })
        const answers = await Promise.all(
          sent.map((events) => service.request('POST', '/v1/ingest', { text: writeEvents(events) })),
        )
        expect(answers.map(({ status }) => status)).toEqual(requests.map(() => 200))

        const idOfNumber = sent.flat().map(({ transactionId }) => transactionId)
        const transactionIds = [...new Set(idOfNumber)]
        const counted = (await countedNumbers(trial, now, now)).map((number) => idOfNumber[number - 1])
        expect(new Set(counted)).toEqual(new Set(transactionIds))
        expect(counted).toHaveLength(transactionIds.length)
        const found = await post<{ transaction_id: string; is_duplicate: boolean }[]>(
          service,
          '/v1/events/search',
          { transactionIds },
        )
        expect(found).toHaveLength(arrivals)
        expect(found.filter((event) => !event.is_duplicate)).toHaveLength(transactionIds.length)
        await endTrial(trial)
      }),
      15,
    ))
})

/** Events with the ids, all at one instant, each with its number among those of the case. */
function numbered(
  { prefix, world }: Trial,
  ids: readonly IdDraw[],
  instant: Micros,
  before: number,
): SpelledEvent[] {
  return ids.map(({ id, isEscaped }, place) => ({
    transactionId: `${prefix}${id}`,
    customerId: world.customers[0]?.id ?? '',
    eventType: 'call',
    timestamp: writeInstant(instant),
    properties: [['number', String(before + place + 1)]],
    spelling: { isEscaped, isSpaced: false },
  }))
}

/** The numbers of the events that count, in order. */
async function countedNumbers(trial: Trial, from: Micros, to: Micros): Promise<number[]> {
  const [customer] = trial.world.customers
  const [metric] = trial.world.metrics
  if (customer === undefined || metric === undefined) throw new Error('a case without a customer or metric')
  const span = { from: from - (from % HOUR), to: to - (to % HOUR) + HOUR }
  const question = { customer, metric, size: 'NONE', span, groupKey: ['number'], filters: [] } as const
  const rows = await askGroups(trial, question, PLAIN_SPELLING, 100)
  return rows.map(({ group }) => Number(group[0]?.[1])).toSorted((a, b) => a - b)
}
