import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'
import { readInstant } from '../support/oracle/instant.ts'
import type { ReceivedEvent } from '../support/oracle/events.ts'
import type { OracleCustomer } from '../support/oracle/world.ts'
import { eventDraw, requestDraw } from './arbitraries/events.ts'
import { NOW } from './arbitraries/instants.ts'
import { entries, jsonValue } from './arbitraries/json-values.ts'
import { PROPERTY_NAMES } from './arbitraries/texts.ts'
import { hold, PROPERTY_TIMEOUT_MS } from './support/hold.ts'
import { readJsonValue, sortNames } from './support/json-answer.ts'
import { addCustomer, beginTrial, endTrial, post, sendDraws } from './support/trial.ts'

interface Found {
  transaction_id: string
  customer_id: string
  event_type: string
  timestamp: string
  properties: unknown
  is_duplicate: boolean
  processed_at: string
  matched_customer?: { id: string }
}

describe('an event', { timeout: PROPERTY_TIMEOUT_MS }, () => {
  let service: TestService

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock(NOW)
  })
  afterAll(() => service.stop())

  const name = fc.oneof(
    fc.constantFrom(...PROPERTY_NAMES, '', 'toJSON', 'constructor', '10', '9'),
    fc.string({ unit: 'binary', maxLength: 6 }),
  )
  const sent = fc
    .tuple(eventDraw, fc.string({ unit: 'binary', minLength: 1 }), entries(name, jsonValue, 8))
    .map(([draw, eventType, properties]) => ({ ...draw, eventType, properties }))
  const anyEvents = fc.array(sent, { minLength: 1, maxLength: 40, size: 'max' })

  it('comes back from event search as it was sent, and so does each duplicate of it', () =>
    hold(
      fc.asyncProperty(fc.oneof(anyEvents, requestDraw), async (draws) => {
        const trial = beginTrial(service)
        const customer = await addCustomer(trial, [`${trial.prefix}😀 \\ '`])
        const middle = Math.floor(draws.length / 2)
        await sendDraws(trial, draws.slice(0, middle))
        await sendDraws(trial, draws.slice(middle))

        const { accepted, duplicates } = trial.world.log
        const transactionIds = accepted.map(({ transactionId }) => transactionId)
        const found = await post<Found[]>(service, '/v1/events/search', { transactionIds })
        const expected = [...accepted, ...duplicates]
          .toSorted((a, b) => a.arrival - b.arrival)
          .map((event) => sentForm(event, customer, duplicates.includes(event)))
        expect(found.map(foundForm)).toEqual(expected)
        await endTrial(trial)
      }),
      30,
    ))
})

function sentForm(event: ReceivedEvent, customer: OracleCustomer, isDuplicate: boolean) {
  const isCustomers = [customer.id, ...customer.aliases].includes(event.customerId)
  return {
    transactionId: event.transactionId,
    customerId: event.customerId,
    eventType: event.eventType,
    instant: event.instant,
    properties: sortNames({ object: [...event.properties] }),
    isDuplicate,
    acceptedAt: event.acceptedAt,
    customer: isCustomers ? customer.id : undefined,
  }
}

function foundForm(found: Found): ReturnType<typeof sentForm> {
  return {
    transactionId: found.transaction_id,
    customerId: found.customer_id,
    eventType: found.event_type,
    instant: readInstant(found.timestamp),
    properties: sortNames(readJsonValue(found.properties)),
    isDuplicate: found.is_duplicate,
    acceptedAt: readInstant(found.processed_at),
    customer: found.matched_customer?.id,
  }
}
