import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from '../../kernel/json.ts'
import { eventKey, eventRow } from '../event-text.ts'
import { EVENT_AGE_MAX_MS } from '../limits.ts'
import { RowBuffer } from '../row-buffer.ts'
import { validateEvents, type ValidEvent } from '../validate-events.ts'
import { NamesSeen } from './names-seen.ts'
import { readPlainEvent } from './read-plain-event.ts'
import { readPlainRequest, type PlainEvents } from './read-plain-request.ts'
import { requestText } from './testing/request-text.ts'

const NOW = Date.UTC(2024, 7, 18, 12)
const ACCEPTED_AT = '2024-08-18 12:00:00.000'
const LIMITS = { eventsMax: 5, ageMaxMs: EVENT_AGE_MAX_MS }

const usual = (fields = '') =>
  `{"transaction_id":"a","customer_id":"b","event_type":"c","timestamp":"2024-08-18T10:00:00Z"${fields}}`

describe('the fast way of reading a request', () => {
  it('takes only what the schema takes, and makes the same rows, keys and fingerprints of it', () => {
    let taken = 0
    fc.assert(
      fc.property(requestText(NOW), (text) => {
        const fast = readFast(text)
        if (fast === null) return
        taken += 1
        const careful = readWithCare(text)
        expect(fast.rows).toEqual(
          careful.map((event, index) => withoutZeros(eventRow(event.text, ACCEPTED_AT, 7 + index))),
        )
        expect(fast.keys.toString()).toBe(careful.map((event) => `${eventKey(event.text)}\n`).join(''))
        expect([...fast.fingerprints]).toEqual(
          careful.flatMap(({ fingerprint: { low, high } }) => [low, high]),
        )
        expect(new Set(fast.hours)).toEqual(new Set(careful.map(({ hour }) => hour)))
      }),
      { numRuns: 6000 },
    )
    expect(taken).toBeGreaterThan(1200)
  })

  it('reads one event of it the same way', () => {
    let taken = 0
    fc.assert(
      fc.property(requestText(NOW), (text) => {
        const inner = text.trim().replace(/^\[|\]$/g, '')
        const fast = readPlainEvent(Buffer.from(inner), NOW, EVENT_AGE_MAX_MS)
        if (fast === null) return
        taken += 1
        const [careful] = readWithCare(`[${inner}]`)
        expect({ ...fast, text: withoutZeros(fast.text) }).toEqual({
          ...careful,
          text: withoutZeros(careful?.text ?? ''),
        })
      }),
      { numRuns: 3000 },
    )
    expect(taken).toBeGreaterThan(100)
  })

  it.each([
    [
      'the fields in any order',
      '{"properties":{"n":1},"timestamp":"2024-08-18T10:00:00Z","event_type":"c","customer_id":"b","transaction_id":"a"}',
    ],
    [
      'white space anywhere',
      usual('')
        .replaceAll(/([{}:,"])(?=["{])/g, '$1\n\t ')
        .replaceAll('\n\t "', '"'),
    ],
    ['no properties', usual()],
    ['empty properties', usual(',"properties":{}')],
    ['texts beyond ASCII', usual(',"properties":{"città":"Zürich 🚀"}')],
    ['apostrophes and the common escapes', usual(String.raw`,"properties":{"it's":"a\"b\\c\/d\n\t"}`)],
    ['nulls', usual(',"properties":{"a":null,"b":"x","it\'s":null}')],
    [
      'numbers in any spelling',
      usual(',"properties":{"a":-0,"b":1.50,"c":1E+3,"d":12345678901234567890.000}'),
    ],
  ])('takes %s', (_, event) => {
    const fast = readFast(`[${event}]`)
    expect(fast?.rows).toEqual(
      readWithCare(`[${event}]`).map(({ text }) => withoutZeros(eventRow(text, ACCEPTED_AT, 7))),
    )
  })

  it.each([
    ['a name twice', `[${usual(',"properties":{"a":1,"a":2}')}]`],
    ['a name twice, once as null', `[${usual(',"properties":{"a":1,"a":null}')}]`],
    ['a name twice, spelt differently', `[${usual(String.raw`,"properties":{"a/b":1,"a\/b":2}`)}]`],
    ['a field twice', `[${usual(',"event_type":"d"')}]`],
    ['a field it does not know', `[${usual(',"extra":1')}]`],
    ['nested values', `[${usual(',"properties":{"a":[1]}')}]`],
    ['names that a parser sorts', `[${usual(',"properties":{"b":1,"2":2,"1":3}')}]`],
    ['half of a surrogate pair', `[${usual(String.raw`,"properties":{"a":"\ud800"}`)}]`],
    ['more events than allowed', `[${Array.from({ length: 6 }, () => usual()).join()}]`],
    ['more after the end', `[${usual()}] x`],
    ['a request that stops', `[${usual()}`],
    ['no events', '[]'],
  ])('leaves %s to the schema', (_, text) => {
    expect(readFast(text)).toBeNull()
  })

  it.each([
    ['2024-07-15T12:00:00.5Z', true],
    ['2024-07-15T12:00:00.4Z', false],
    ['2024-07-15T12:00:00.499999Z', false],
    ['2024-08-19T12:00:00.5Z', true],
    ['2024-08-19T12:00:00.500001Z', false],
    ['2024-08-18T23:59:59Z', true],
    ['2024-08-18T24:00:00Z', false],
    ['2024-08-18T10:60:00Z', false],
    ['2024-08-18T10:00:60Z', false],
    ['2024-08-1xT10:00:00Z', false],
    ['2024/08/18T10:00:00Z', false],
    ['2024-08-18T10.00.00Z', false],
    ['2024-08-18T10:00:00', false],
  ])('with half a second past noon, takes the timestamp %s: %s', (timestamp, isTaken) => {
    const event = usual().replace('2024-08-18T10:00:00Z', timestamp)
    expect(readPlainEvent(Buffer.from(event), NOW + 500, EVENT_AGE_MAX_MS) !== null).toBe(isTaken)
  })

  it('leaves bytes that are not UTF-8 to the schema', () => {
    const bytes = Buffer.from(`[${usual(',"properties":{"a":"x"}')}]`)
    bytes[bytes.indexOf('x')] = 0xff
    expect(readBytes(bytes, new RowBuffer())).toBeNull()
  })

  it('leaves no trace in the rows of what it did not take', () => {
    const rows = new RowBuffer()
    rows.append('before\n', 1)
    expect(readBytes(Buffer.from(`[${usual()},{}]`), rows)).toBeNull()
    expect(rows.bytes.toString()).toBe('before\n')
  })
})

describe('the names that were seen', () => {
  it('are those of one object, and never fewer', () => {
    const names = new NamesSeen()
    const bytes = Buffer.from(Array.from({ length: 2000 }, (_, index) => `name${index}`.padEnd(10)).join(''))
    for (let object = 0; object < 3; object += 1) {
      names.begin()
      const areNew = Array.from({ length: 2000 }, (_, index) => names.add(bytes, index * 10, index * 10 + 10))
      expect(areNew).not.toContain(false)
      expect(names.add(bytes, 500, 510)).toBe(false)
    }
  })
})

interface FastRead extends PlainEvents {
  rows: string[]
}

function readFast(text: string): FastRead | null {
  const rows = new RowBuffer()
  const events = readBytes(Buffer.from(text), rows)
  if (events === null) return null
  const bytes = rows.reserve(0)
  const texts = events.rowEnds.map((end, index) =>
    bytes.toString('utf8', events.rowEnds[index - 1] ?? 0, end),
  )
  return { ...events, rows: texts.map(withoutZeros) }
}

function readBytes(body: Uint8Array, rows: RowBuffer): PlainEvents | null {
  return readPlainRequest(body, { ...LIMITS, now: NOW, acceptedAtText: ACCEPTED_AT, firstSequence: 7 }, rows)
}

function readWithCare(text: string): ValidEvent[] {
  return validateEvents(parseJson(text.toWellFormed()), NOW, LIMITS)
}

/** A time is the same with fewer zeros at the end of its fraction, to the engine too. */
function withoutZeros(row: string): string {
  return row.replace(/^([^\t]*\t[^\t]*\t[^\t]*\t\S+ \d\d:\d\d:\d\d)(?:\.(\d*?)0*)?\t/, '$1.$2\t')
}
