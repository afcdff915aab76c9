import { describe, expect, it } from 'vitest'
import { Problem } from '../../kernel/errors.ts'
import { DAY_MS } from '../../kernel/instant.ts'
import { readPreviewEvents, type GivenEvent } from './read-preview-events.ts'

const NOW = Date.parse('2024-08-15T12:00:00Z')
const LIMITS = { eventsMax: 3, ageMaxMs: 34 * DAY_MS }

const given = (changes: Partial<GivenEvent> = {}): GivenEvent => ({
  transactionId: null,
  eventType: 'request',
  timestamp: null,
  properties: {},
  ...changes,
})

const read = (...events: GivenEvent[]) => readPreviewEvents('customer', events, NOW, LIMITS)

describe('the events of a preview', () => {
  it('happen now and are new ones, where nothing else is said', () => {
    const [one, other] = read(given({ properties: { n: 5, none: null } }), given())
    expect(one).toMatchObject({ customerId: 'customer', eventType: 'request' })
    expect(one?.timestampText).toBe('2024-08-15 12:00:00.000000')
    expect([...(one?.properties.texts ?? [])]).toEqual([['n', '5']])
    expect(one?.transactionId).not.toBe(other?.transactionId)
  })

  it('are refused all together, each bad one by its place', () => {
    const twice = given({ transactionId: 'a' })
    const problem = problemOf(() =>
      read(twice, given({ timestamp: '2024-07-12T11:59:59.999Z' }), given({ transactionId: 'a' })),
    )
    expect([problem.kind, problem.message]).toEqual([
      'invalid',
      'events.1: timestamp: more than 34 days in the past',
    ])
    expect(problem.details).toEqual({
      errors: [
        { index: 1, transaction_id: null, message: 'timestamp: more than 34 days in the past' },
        { index: 2, transaction_id: 'a', message: 'transaction_id: event 0 of this request has it too' },
      ],
    })
    expect(problemOf(() => read(given(), given(), given(), given())).message).toBe(
      'events: expected at most 3',
    )
  })
})

function problemOf(call: () => unknown): Problem {
  try {
    call()
  } catch (error) {
    if (error instanceof Problem) return error
  }
  throw new Error('the call was expected to be refused')
}
