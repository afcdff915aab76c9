import { isUtf8 } from 'node:buffer'
import type { Instant } from '../../kernel/instant.ts'
import { fingerprintOfBytes } from '../fingerprint.ts'
import type { RowBuffer } from '../row-buffer.ts'
import type { EventLimits } from '../validate-events.ts'
import { copyEvent } from './copy-event.ts'
import {
  CLOSE_BRACKET,
  COMMA,
  LINE_FEED,
  OPEN_BRACKET,
  nextByte,
  take,
  write,
  type Cursor,
} from './cursor.ts'
import { ROW_BYTES_BESIDE, ROW_GROWTH } from './read-plain-event.ts'

/** How events are read, and what is written beside each. */
export interface PlainArrival extends EventLimits {
  now: Instant
  /** When they are accepted, as the warehouse reads it. */
  acceptedAtText: string
  /** The number of the first; the others follow. */
  firstSequence: number
}

/** The events of a request, of which the rows stand at the end of a row buffer but are not yet counted in it. */
export interface PlainEvents {
  count: number
  /** The low and the high word of each. */
  fingerprints: Uint32Array
  /** Their keys, as `eventKey` gives them, each ended by a line feed. */
  keys: Buffer
  /** What stands for all that each event says, in the same form. */
  contents: Uint32Array
  /** Where that ends in each row, in bytes; what its arrival gave follows. */
  contentEnds: readonly number[]
  /** Where each row ends, in bytes; the first begins at the buffer's end. */
  rowEnds: readonly number[]
  /** The hours of their timestamps since 1970, each once and more. */
  hours: readonly number[]
}

// Larger bodies hold large texts, for which the careful way is fast enough, and would make the buffers large for good.
const PLAIN_BODY_BYTES_MAX = 1 << 20

/**
 * Reads a request of the usual shape straight from its bytes into rows, many times faster than parsing it.
 * @returns null where any part of it is not of that shape, valid or not: the schema then decides and says why. A
 * property test holds that what is read here the schema admits, with the same rows.
 */
export function readPlainRequest(
  body: Uint8Array,
  arrival: PlainArrival,
  rows: RowBuffer,
): PlainEvents | null {
  if (body.length > PLAIN_BODY_BYTES_MAX || !isUtf8(body)) return null
  const bytes = rows.reserve(body.length * ROW_GROWTH + arrival.eventsMax * ROW_BYTES_BESIDE)
  const cursor: Cursor = { body, at: 0, rows: bytes, to: rows.length, hour: -1 }
  const fingerprints: number[] = []
  const contents: number[] = []
  const contentEnds: number[] = []
  const rowEnds: number[] = []
  const hours: number[] = []
  keysLength = 0
  if (!take(cursor, OPEN_BRACKET)) return null
  for (let count = 0; ; count += 1) {
    if (count === arrival.eventsMax) return null
    const from = cursor.to
    const idLength = copyEvent(cursor, arrival.now, arrival.ageMaxMs)
    if (idLength === 0) return null
    if (cursor.hour !== hours.at(-1)) hours.push(cursor.hour)
    const { low, high } = fingerprintOfBytes(bytes.subarray(from, from + idLength))
    fingerprints.push(low, high)
    keepKey(bytes, from, idLength)
    const content = fingerprintOfBytes(bytes.subarray(from, cursor.to))
    contents.push(content.low, content.high)
    contentEnds.push(cursor.to)
    write(cursor, `\t${arrival.acceptedAtText}\t${arrival.firstSequence + count}\n`)
    rowEnds.push(cursor.to)
    const byte = nextByte(cursor)
    cursor.at += 1
    if (byte === CLOSE_BRACKET) break
    if (byte !== COMMA) return null
  }
  nextByte(cursor)
  if (cursor.at !== body.length) return null
  return {
    count: rowEnds.length,
    fingerprints: Uint32Array.from(fingerprints),
    contents: Uint32Array.from(contents),
    contentEnds,
    keys: Buffer.from(keys.subarray(0, keysLength)),
    rowEnds,
    hours,
  }
}

let keys = Buffer.allocUnsafe(1 << 16)
let keysLength = 0

function keepKey(bytes: Uint8Array, from: number, length: number): void {
  if (keysLength + length >= keys.length) keys = Buffer.concat([keys], keys.length * 2)
  for (let index = 0; index < length; index += 1) keys[keysLength + index] = bytes[from + index] ?? 0
  keysLength += length
  keys[keysLength++] = LINE_FEED
}
