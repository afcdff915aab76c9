import { sql, stringLiteral } from '../../kernel/sql.ts'
import { emitNumber } from '../emit-number.ts'
import type { Operation } from './typed-tree.ts'

/** Stands in for arguments that the catalogue's arity guarantees. */
const NONE = sql`NULL`

const CLOCK = '([01][0-9]|2[0-3]):[0-5][0-9]'
// The engine would take 25:00 for the next day's first hour, and has no years but 1900 to 2299.
const RFC_3339 = stringLiteral(
  `^(19|2[0-2])[0-9]{2}-[0-9]{2}-[0-9]{2}([Tt ]${CLOCK}:[0-5][0-9]([.][0-9]+)?([Zz]|[+-]${CLOCK})?)?$`,
)

/** CASTs and the conversions that happen unasked. */
export const CONVERSIONS = {
  /** A text as an exact decimal; NULL where it is not one or has more than 38 integer digits (semantics 9). */
  readNumber: { name: 'number', mode: 'bound', length: 2500, emit: ([text = NONE]) => emitNumber(text) },
  /** Says that a property is meant as a text. */
  propertyToText: { name: 'text', mode: 'plain', length: 0, emit: ([text = NONE]) => text },
  truncate: { name: 'integer', mode: 'closed', emit: ([number = NONE]) => sql`trunc(${number})` },
  booleanToNumber: {
    name: 'boolean_number',
    mode: 'bound',
    emit: ([value = NONE]) => sql`if(isNull(${value}), NULL, toDecimal256(ifNull(${value}, false), 20))`,
  },
  numberToBoolean: {
    name: 'number_boolean',
    mode: 'plain',
    emit: ([number = NONE]) => sql`(${number} <> 0)`,
  },
  /** The words PostgreSQL takes, in any case; NULL for others. */
  textToBoolean: {
    name: 'text_boolean',
    mode: 'bound',
    length: 250,
    emit: ([text = NONE]) =>
      sql`multiIf(lower(${text}) IN ('t', 'true', 'y', 'yes', 'on', '1'), true, lower(${text}) IN ('f', 'false', 'n', 'no', 'off', '0'), false, NULL)`,
  },
  /** NULL where the text is not RFC 3339, a date, or a date and a time. */
  textToTimestamp: {
    name: 'text_timestamp',
    mode: 'bound',
    length: 300,
    emit: ([text = NONE]) =>
      sql`if(match(ifNull(${text}, ''), ${RFC_3339}), parseDateTime64BestEffortOrNull(${text}, 6, 'UTC'), NULL)`,
  },
  numberToText: { name: 'number_text', mode: 'plain', emit: ([number = NONE]) => sql`toString(${number})` },
  booleanToText: {
    name: 'boolean_text',
    mode: 'bound',
    emit: ([value = NONE]) => sql`if(isNull(${value}), NULL, if(${value}, 'true', 'false'))`,
  },
  /** As PostgreSQL writes it: without zeros at the end of the fraction. */
  timestampToText: {
    name: 'timestamp_text',
    mode: 'plain',
    emit: ([time = NONE]) => sql`replaceRegexpOne(toString(${time}), '[.]?0+$', '')`,
  },
} satisfies Record<string, Operation>
