import { PROPERTIES_MAX } from '../limits.ts'
import { copyNumber } from './copy-number.ts'
import { copyText } from './copy-text.ts'
import {
  APOSTROPHE,
  CLOSE_BRACE,
  COLON,
  COMMA,
  OPEN_BRACE,
  QUOTE,
  isDigit,
  nextByte,
  take,
  write,
  type Cursor,
} from './cursor.ts'
import { NamesSeen } from './names-seen.ts'

const LOWER_B = 98
const LOWER_F = 102
const LOWER_N = 110
const LOWER_S = 115
const LOWER_T = 116

const NULL_BYTES_MAX = 16_384

const kinds = new Uint8Array(PROPERTIES_MAX)
const nulls = new Uint8Array(NULL_BYTES_MAX)
const names = new NamesSeen()

/**
 * Copies an event's properties as three columns of its row (their texts, their kinds, the names of nulls), and moves
 * past them. Only texts, numbers, booleans and nulls; no name twice, and none like a number, which a parser would
 * put first.
 * @returns false on any others.
 */
export function copyProperties(cursor: Cursor): boolean {
  if (!take(cursor, OPEN_BRACE)) return false
  const { rows } = cursor
  let kindsLength = 0
  let nullsLength = 0
  names.begin()
  write(cursor, '{')
  const first = cursor.to
  let isMore = nextByte(cursor) !== CLOSE_BRACE
  if (!isMore) cursor.at += 1
  for (let count = 0; isMore; count += 1) {
    if (count === PROPERTIES_MAX) return false
    const from = cursor.to
    if (from > first) write(cursor, ',')
    const name = cursor.to
    if (!copyName(cursor) || !take(cursor, COLON)) return false
    if (nextByte(cursor) === LOWER_N) {
      if (!takeWord(cursor, 'null') || nullsLength + cursor.to - name >= NULL_BYTES_MAX) return false
      if (nullsLength > 0) nulls[nullsLength++] = COMMA
      for (let at = name; at < cursor.to; at += 1) nulls[nullsLength++] = rows[at] ?? 0
      cursor.to = from
    } else {
      rows[cursor.to++] = COLON
      const kind = copyValue(cursor)
      if (kind === 0) return false
      kinds[kindsLength++] = kind
    }
    const byte = nextByte(cursor)
    cursor.at += 1
    isMore = byte === COMMA
    if (!isMore && byte !== CLOSE_BRACE) return false
  }
  write(cursor, '}\t')
  copyBytes(cursor, kinds, kindsLength)
  write(cursor, '\t[')
  copyBytes(cursor, nulls, nullsLength)
  write(cursor, ']')
  return true
}

function copyBytes(cursor: Cursor, bytes: Uint8Array, length: number): void {
  for (let at = 0; at < length; at += 1) cursor.rows[cursor.to++] = bytes[at] ?? 0
}

/** Copies a name in apostrophes. @returns false where it is not a text, came before, or looks like a number. */
function copyName(cursor: Cursor): boolean {
  const { rows } = cursor
  nextByte(cursor)
  rows[cursor.to++] = APOSTROPHE
  const from = cursor.to
  if (!copyText(cursor)) return false
  const { to } = cursor
  if (isDigit(rows[from]) && isDigit(rows[to - 1])) return false
  if (!names.add(rows, from, to)) return false
  rows[cursor.to++] = APOSTROPHE
  return true
}

/** @returns the letter of its kind, 0 where it is none of the plain ones. */
function copyValue(cursor: Cursor): number {
  const first = nextByte(cursor)
  cursor.rows[cursor.to++] = APOSTROPHE
  const kind = copyValueText(cursor, first)
  cursor.rows[cursor.to++] = APOSTROPHE
  return kind
}

function copyValueText(cursor: Cursor, first: number): number {
  if (first === QUOTE) return copyText(cursor) ? LOWER_S : 0
  if (first === LOWER_T) return copyWord(cursor, 'true') ? LOWER_B : 0
  if (first === LOWER_F) return copyWord(cursor, 'false') ? LOWER_B : 0
  return copyNumber(cursor) ? LOWER_N : 0
}

function copyWord(cursor: Cursor, word: string): boolean {
  if (!takeWord(cursor, word)) return false
  write(cursor, word)
  return true
}

function takeWord(cursor: Cursor, word: string): boolean {
  for (let index = 0; index < word.length; index += 1) {
    if (cursor.body[cursor.at + index] !== word.charCodeAt(index)) return false
  }
  cursor.at += word.length
  return true
}
