import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StreamingDefinition } from '../../src/metrics/definition.ts'
import { matchEvent } from '../../src/metrics/match-event.ts'
import type { ReceivedEvent } from '../support/oracle/events.ts'
import { DAY } from '../support/oracle/instant.ts'
import { propertyText } from '../support/oracle/json-value.ts'
import {
  admitsType,
  contribution,
  isSeen,
  reasonsAgainst,
  type MetricRules,
  type OracleMetric,
} from '../support/oracle/metric.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { requestDraw } from './arbitraries/events.ts'
import { NOW, TODAY } from './arbitraries/instants.ts'
import { trialDraw } from './arbitraries/trials.ts'
import { PLAIN_SPELLING, askGroups } from './support/ask.ts'
import { hold, PROPERTY_TIMEOUT_MS } from './support/hold.ts'
import { addCustomer, addMetric, beginTrial, endTrial, post, sendDraws, type Trial } from './support/trial.ts'

interface Found {
  transaction_id: string
  matched_billable_metrics: { id: string }[]
  unmatched_billable_metrics: { id: string; name: string; reason: string }[]
}

/** Which metrics count an event: their places in the case's list. */
type Places = number[]

const EVERYTHING = { from: TODAY.from - 35n * DAY, to: TODAY.to + DAY }

describe('an event and the metrics', { timeout: PROPERTY_TIMEOUT_MS }, () => {
  let service: TestService

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock(NOW)
  })
  afterAll(() => service.stop())

  it('match where, and only where, the event counts in the usage; event search says the same and why', () =>
    hold(
      fc.asyncProperty(trialDraw, requestDraw, async ({ metrics: metricDraws }, draws) => {
        const trial = beginTrial(service)
        await addCustomer(trial, [])
        // They come in two requests, and each event's number is its place.
        const numbered = draws.map((draw, place) => ({
          ...draw,
          id: String(place),
          sender: { customer: 0, name: 0 },
          properties: [...draw.properties, ['number', String(place)] as const],
        }))
        const middle = Math.floor(numbered.length / 2)
        await sendDraws(trial, numbered.slice(0, middle))
        for (const { rules, appliesFrom } of metricDraws) await addMetric(trial, rules, appliesFrom)
        await sendDraws(trial, numbered.slice(middle))

        const { metrics, log } = trial.world
        const expected = log.accepted.map((event) =>
          placesOf(metrics, (metric) => contribution(metric, event) !== null),
        )
        const matched = log.accepted.map((event) => placesOf(metrics, (metric) => isMatched(metric, event)))
        expect(matched).toEqual(expected)
        expect(await countedBy(trial)).toEqual(expected)
        await expectSameInSearch(trial, expected)
        await endTrial(trial)
      }),
      9,
    ))
})

/** What `matchEvent` says, of events that the metric sees at all. */
function isMatched(metric: OracleMetric, event: ReceivedEvent): boolean {
  const texts = [...event.properties].flatMap(([name, value]) => {
    const text = propertyText(value)
    return text === null ? [] : [[name, text] as const]
  })
  return (
    isSeen(metric, event) &&
    matchEvent(definitionOf(metric.rules), event.eventType, new Map(texts)) === 'matched'
  )
}

/** Which metrics have each event in their usage, seen by the number that only that event has. */
async function countedBy(trial: Trial): Promise<Places[]> {
  const { metrics, customers, log } = trial.world
  const [customer] = customers
  if (customer === undefined) return []
  const counted: Set<string | null>[] = []
  for (const metric of metrics) {
    const question = {
      customer,
      metric,
      size: 'NONE',
      span: EVERYTHING,
      groupKey: ['number'],
      filters: [],
    } as const
    const rows = await askGroups(trial, question, PLAIN_SPELLING, 100)
    counted.push(new Set(rows.map(({ group }) => group[0]?.[1] ?? null)))
  }
  return log.accepted.map((_, number) =>
    placesOf(metrics, (_metric, place) => counted[place]?.has(String(number)) ?? false),
  )
}

async function expectSameInSearch({ service, world }: Trial, expected: readonly Places[]): Promise<void> {
  const { metrics, log } = world
  const transactionIds = log.accepted.map(({ transactionId }) => transactionId)
  const found = await post<Found[]>(service, '/v1/events/search', { transactionIds })
  expect(found.map(({ transaction_id }) => transaction_id)).toEqual(transactionIds)
  expect(
    found.map(({ matched_billable_metrics: matched }) =>
      placesOf(metrics, ({ id }) => matched.some((metric) => metric.id === id)),
    ),
  ).toEqual(expected)
  for (const [number, event] of log.accepted.entries()) {
    const unmatched = found[number]?.unmatched_billable_metrics ?? []
    for (const metric of metrics) {
      const told = unmatched.filter(({ id }) => id === metric.id).map(({ reason }) => reason)
      const isRefused = isSeen(metric, event) && admitsType(metric.rules, event)
      const reasons = isRefused ? reasonsAgainst(metric.rules, event) : new Set<string>()
      expect(told).toHaveLength(Math.min(reasons.size, 1))
      expect([...reasons]).toEqual(expect.arrayContaining(told))
    }
  }
}

function placesOf(
  metrics: readonly OracleMetric[],
  isIn: (metric: OracleMetric, place: number) => boolean,
): Places {
  return metrics.flatMap((metric, place) => (isIn(metric, place) ? [place] : []))
}

function definitionOf({
  aggregation,
  key,
  eventType,
  properties,
  groupKeys,
}: MetricRules): StreamingDefinition {
  return {
    kind: 'streaming',
    aggregation,
    aggregationKey: key,
    eventTypeFilter: valueFilter(eventType),
    propertyFilters: properties.map((rule) => ({
      name: rule.name,
      exists: rule.exists ?? null,
      ...valueFilter(rule),
    })),
    groupKeys,
  }
}

function valueFilter({ inValues, notInValues }: MetricRules['eventType']) {
  return { inValues: inValues ?? null, notInValues: notInValues ?? null }
}
