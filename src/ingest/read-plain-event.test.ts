import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from '../kernel/json.ts'
import { EVENT_AGE_MAX_MS } from './limits.ts'
import { isPlainText, readPlainEvent } from './read-plain-event.ts'
import { validateEvent } from './validate-events.ts'

const NOW = Date.UTC(2024, 7, 18, 12)

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(
    '',
    'a',
    'acme',
    "it's",
    'back\\slash',
    'tab\t',
    'ü',
    '🚀',
    '\u0000',
    '__proto__',
    'x'.repeat(129),
  ),
)
const scalar = fc.oneof(text, fc.boolean(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
const value = fc.oneof(
  { weight: 8, arbitrary: scalar },
  fc.constant(null),
  fc.array(scalar, { maxLength: 2 }),
)
const twoDigits = fc.integer({ min: 0, max: 99 }).map((number) => String(number).padStart(2, '0'))
const timestamp = fc.oneof(
  fc
    .date({ min: new Date(NOW - 36 * 86_400_000), max: new Date(NOW + 2 * 86_400_000), noInvalidDate: true })
    .map((date) => date.toISOString()),
  fc.constantFrom(
    '2024-08-18T10:00:00Z',
    '2024-08-18T10:00:00.123456Z',
    '2024-08-18T10:00:00.1Z',
    '2024-08-18t10:00:00z',
    '2024-08-18T10:00:00+02:00',
    '2024-08-18T10:00:00.1234567Z',
    '2024-08-18T10:00:00.Z',
    '2024-02-30T00:00:00Z',
    'now',
    '',
  ),
  fc
    .tuple(twoDigits, twoDigits, twoDigits, twoDigits)
    .map(([day, hour, minute, second]) => `2024-08-${day}T${hour}:${minute}:${second}Z`),
)
const event = fc.record(
  {
    transaction_id: text,
    customer_id: text,
    event_type: text,
    timestamp,
    properties: fc.oneof({ weight: 8, arbitrary: fc.dictionary(text, value, { maxKeys: 4 }) }, value),
    extra: value,
  },
  { requiredKeys: [] },
)
/** Mostly of the usual shape, so that the fast way has something to take. */
const usualEvent = fc.record({
  transaction_id: fc.string({ minLength: 1, maxLength: 20 }),
  customer_id: fc.string({ minLength: 1, maxLength: 20 }),
  event_type: fc.constantFrom('request', 'call'),
  timestamp,
  properties: fc.dictionary(fc.string({ maxLength: 8 }), scalar, { maxKeys: 4 }),
})

describe('the fast way of reading an event', () => {
  it('takes only what the schema takes, and makes the same row of it', () => {
    let taken = 0
    fc.assert(
      fc.property(fc.oneof(event, usualEvent), (candidate) => {
        const body = JSON.stringify(candidate)
        if (!isPlainText(body)) return
        const fast = readPlainEvent(parseJson(body), NOW, EVENT_AGE_MAX_MS)
        if (fast === null) return
        taken += 1
        const careful = validateEvent(parseJson(body), NOW, EVENT_AGE_MAX_MS)
        expect(
          typeof careful === 'string' ? careful : { ...careful, text: withoutZeros(careful.text) },
        ).toEqual({
          ...fast,
          text: withoutZeros(fast.text),
        })
      }),
      { numRuns: 4000 },
    )
    expect(taken).toBeGreaterThan(300)
  })

  it.each([
    ['an array', []],
    ['null', null],
    [
      'no properties',
      { transaction_id: 'a', customer_id: 'b', event_type: 'c', timestamp: '2024-08-18T10:00:00Z' },
    ],
    [
      'properties that are an array',
      {
        transaction_id: 'a',
        customer_id: 'b',
        event_type: 'c',
        timestamp: '2024-08-18T10:00:00Z',
        properties: [1],
      },
    ],
  ])('leaves %s to the schema', (_, candidate) => {
    expect(readPlainEvent(candidate, NOW, null)).toBeNull()
  })

  it('is for texts without a backslash or an apostrophe', () => {
    expect(['{"a":"b"}', '{"a":"b\\u0000"}', `{"a":"it's"}`].map(isPlainText)).toEqual([true, false, false])
  })
})

/** A time is the same with fewer zeros at the end of its fraction, to the engine too. */
function withoutZeros(row: string): string {
  return row.replace(/^([^\t]*\t[^\t]*\t[^\t]*\t\S+ \d\d:\d\d:\d\d)(?:\.(\d*?)0*)?\t/, '$1.$2\t')
}
