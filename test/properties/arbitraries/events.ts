import fc from 'fast-check'
import type { Micros } from '../../support/oracle/instant.ts'
import {
  writeJsonValue,
  type JsonEntry,
  type JsonSpelling,
  type JsonValue,
} from '../../support/oracle/json-value.ts'
import { eventInstant, timestampStyle, type TimestampStyle } from './instants.ts'
import { properties } from './json-values.ts'
import { EVENT_TYPES } from './texts.ts'

/** Whose an event is: a customer and under which name, 0 for its id; customer 3 is nobody. */
export interface Sender {
  customer: number
  name: number
}

/** An event before it is known what ids the service gave. */
export interface EventDraw {
  /** The end of its transaction id: the few there are make duplicates and ties. */
  id: string
  sender: Sender
  eventType: string
  instant: Micros
  style: TimestampStyle
  properties: JsonEntry[]
  spelling: JsonSpelling
}

const transactionId = fc.oneof(
  fc.nat({ max: 60 }).map(String),
  fc.constantFrom('', 'a', 'B', '\u00e9', '😀', '\uFFFD', '~', "'", '\\', 'nul\0', '"', '\n'),
)

const sender: fc.Arbitrary<Sender> = fc.oneof(
  { arbitrary: fc.record({ customer: fc.constantFrom(0, 0, 0, 1), name: fc.nat({ max: 2 }) }), weight: 9 },
  { arbitrary: fc.record({ customer: fc.nat({ max: 3 }), name: fc.nat({ max: 2 }) }), weight: 1 },
)

export const eventDraw: fc.Arbitrary<EventDraw> = fc.record({
  id: transactionId,
  sender,
  eventType: fc.constantFrom(...EVENT_TYPES),
  instant: eventInstant,
  style: timestampStyle,
  properties,
  spelling: fc.oneof(
    { arbitrary: fc.constant({ isEscaped: false, isSpaced: false }), weight: 4 },
    { arbitrary: fc.record({ isEscaped: fc.boolean(), isSpaced: fc.boolean() }), weight: 1 },
  ),
})

const events = fc.array(eventDraw, { minLength: 1, maxLength: 50, size: 'max' })

/** The events of one request; every other one is without texts that need care, as most of the world's are. */
export const requestDraw = fc.oneof(
  events,
  events.map((draws) => draws.map(withoutOddTexts)),
)

const ODD = /['"\\\p{Cc}]/u

function withoutOddTexts(draw: EventDraw): EventDraw {
  return {
    ...draw,
    id: ODD.test(draw.id) ? 'x' : draw.id,
    sender: { ...draw.sender, name: draw.sender.customer === 1 ? 0 : draw.sender.name & 2 },
    eventType: ODD.test(draw.eventType) ? 'call' : draw.eventType,
    properties: draw.properties.filter(([name, value]) => !ODD.test(name) && !hasOddText(value)),
    spelling: { ...draw.spelling, isEscaped: false },
  }
}

function hasOddText(value: JsonValue): boolean {
  return ODD.test(writeJsonValue(value).replace(/^"|"$/g, ''))
}
