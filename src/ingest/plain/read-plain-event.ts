import { isUtf8 } from 'node:buffer'
import type { Instant } from '../../kernel/instant.ts'
import { fingerprintOfBytes } from '../fingerprint.ts'
import type { ValidEvent } from '../validate-events.ts'
import { copyEvent } from './copy-event.ts'
import { nextByte, type Cursor } from './cursor.ts'

/** The bytes of rows that the longest plain text can come to: an apostrophe takes two, a value's ends two more. */
export const ROW_GROWTH = 3
/** The bytes of a row that do not come from the text. */
export const ROW_BYTES_BESIDE = 128

const rows = Buffer.allocUnsafeSlow(1 << 16)

/**
 * Reads one event of the usual shape straight from its JSON, many times faster than parsing it.
 * @returns null where it is not of that shape, valid or not: the schema then decides and says why. A property test
 * holds that what is read here the schema admits, with the same row.
 */
export function readPlainEvent(body: Uint8Array, now: Instant, ageMaxMs: number | null): ValidEvent | null {
  if (body.length * ROW_GROWTH + ROW_BYTES_BESIDE > rows.length || !isUtf8(body)) return null
  const cursor: Cursor = { body, at: 0, rows, to: 0, hour: 0 }
  const idLength = copyEvent(cursor, now, ageMaxMs)
  nextByte(cursor)
  if (idLength === 0 || cursor.at !== body.length) return null
  return {
    transactionId: rows.toString('utf8', 0, idLength),
    fingerprint: fingerprintOfBytes(rows.subarray(0, idLength)),
    text: rows.toString('utf8', 0, cursor.to),
    hour: cursor.hour,
  }
}
