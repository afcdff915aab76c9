import type { Instant } from '../../kernel/instant.ts'
import { copyProperties } from './copy-properties.ts'
import { copyBareText, copyText, skipText } from './copy-text.ts'
import { copyTimestamp } from './copy-timestamp.ts'
import { CLOSE_BRACE, COLON, COMMA, OPEN_BRACE, TAB, nextByte, take, write, type Cursor } from './cursor.ts'

const TRANSACTION_ID_BYTES_MAX = 128

const FIELDS = ['transaction_id', 'customer_id', 'event_type', 'timestamp', 'properties']
const NAMES = FIELDS.map((name) => Buffer.from(`"${name}"`))
const [TRANSACTION_ID, CUSTOMER_ID, EVENT_TYPE, TIMESTAMP, PROPERTIES] = [0, 1, 2, 3, 4] as const
const ABSENT = -1

/** Where each field's value begins in the body. */
const starts = new Int32Array(FIELDS.length)

/**
 * Copies an event as its part of a row, all columns but the two its arrival gives, and moves past it.
 * @returns the bytes of its transaction_id, which begin the row; 0 where it is not of the usual shape.
 */
export function copyEvent(cursor: Cursor, now: Instant, ageMaxMs: number | null): number {
  const from = cursor.to
  starts.fill(ABSENT)
  if (!take(cursor, OPEN_BRACE)) return 0
  for (let found = 0; ; found += 1) {
    const field = takeName(cursor, found)
    if (field === ABSENT || starts[field] !== ABSENT || !take(cursor, COLON)) return 0
    nextByte(cursor)
    starts[field] = cursor.at
    if (field === PROPERTIES && found === PROPERTIES) {
      // The usual order: nothing is to come, so they are read once.
      const idLength = copyColumns(cursor, now, ageMaxMs)
      return idLength > 0 && take(cursor, CLOSE_BRACE) ? idLength : 0
    }
    // Properties that come earlier are copied only to find their end, and overwritten.
    if (!(field === PROPERTIES ? copyProperties(cursor) : skipText(cursor))) return 0
    cursor.to = from
    const byte = nextByte(cursor)
    cursor.at += 1
    if (byte === CLOSE_BRACE) break
    if (byte !== COMMA) return 0
  }
  const end = cursor.at
  const idLength = copyColumns(cursor, now, ageMaxMs)
  cursor.at = end
  return idLength
}

/** Writes the columns in the table's order. @returns the bytes of the transaction_id, 0 where one is not plain. */
function copyColumns(cursor: Cursor, now: Instant, ageMaxMs: number | null): number {
  const { rows, to } = cursor
  if (!goTo(cursor, TRANSACTION_ID) || !copyBareText(cursor)) return 0
  const idLength = cursor.to - to
  if (idLength > TRANSACTION_ID_BYTES_MAX) return 0
  rows[cursor.to++] = TAB
  if (!copyField(cursor, CUSTOMER_ID) || !copyField(cursor, EVENT_TYPE)) return 0
  if (!goTo(cursor, TIMESTAMP) || !copyTimestamp(cursor, now, ageMaxMs)) return 0
  rows[cursor.to++] = TAB
  if (!goTo(cursor, PROPERTIES)) write(cursor, '{}\t\t[]')
  else if (!copyProperties(cursor)) return 0
  return idLength
}

function copyField(cursor: Cursor, field: number): boolean {
  const { to } = cursor
  if (!goTo(cursor, field) || !copyText(cursor) || cursor.to === to) return false
  cursor.rows[cursor.to++] = TAB
  return true
}

/** Moves to a field's value. @returns false where the event has none. */
function goTo(cursor: Cursor, field: number): boolean {
  cursor.at = starts[field] ?? ABSENT
  return cursor.at !== ABSENT
}

/** Moves past a field's name, trying the usual one first. @returns which field it is, ABSENT where none. */
function takeName(cursor: Cursor, usual: number): number {
  nextByte(cursor)
  for (let tried = 0; tried < NAMES.length; tried += 1) {
    const field = (usual + tried) % NAMES.length
    const name = NAMES[field]
    if (name !== undefined && isAt(cursor, name)) {
      cursor.at += name.length
      return field
    }
  }
  return ABSENT
}

function isAt({ body, at }: Cursor, name: Uint8Array): boolean {
  for (let index = 0; index < name.length; index += 1) {
    if (body[at + index] !== name[index]) return false
  }
  return true
}
