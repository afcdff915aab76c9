import { isUtf8 } from 'node:buffer'
import { readPlainEvent } from '../../ingest/read-plain-event.ts'
import { validateEvent, type ValidEvent } from '../../ingest/validate-events.ts'
import type { Instant } from '../../kernel/instant.ts'
import { parseTimestamp } from '../../kernel/instant.ts'
import { RowRefusal } from './failure.ts'
import type { FileRecord, Source } from './source.ts'

/** A row that was not taken, as the dead-letter file keeps it. */
export interface RefusedRow {
  number: number
  reason: string
  /** The row as it stands in the file; null where it is too long. */
  input: string | null
  /** In its place where it is not UTF-8. */
  inputBase64?: string
}

/** A row that is taken. */
export interface CheckedRow {
  event: ValidEvent
  /** The month of its timestamp, `2024-08`, where it can be any; else empty. */
  month: string
}

/** A record's event, or the row as it is refused. @param ageMaxMs null where any timestamp of the past is taken. */
export function checkRecord(
  { number, bytes, refusal }: FileRecord,
  { toEvent, isPlain }: Pick<Source, 'toEvent' | 'isPlain'>,
  now: Instant,
  ageMaxMs: number | null,
): CheckedRow | RefusedRow {
  if (bytes === null) return { number, reason: refusal ?? 'too long', input: null }
  if (!isUtf8(bytes)) {
    return { number, reason: 'not UTF-8', input: null, inputBase64: bytes.toString('base64') }
  }
  const input = bytes.toString()
  if (refusal !== null) return { number, reason: refusal, input }
  try {
    const candidate = toEvent(input)
    const plain = isPlain(input) ? readPlainEvent(candidate, now, ageMaxMs) : null
    const event = plain ?? validateEvent(candidate, now, ageMaxMs)
    if (typeof event === 'string') return { number, reason: event, input }
    return { event, month: ageMaxMs === null ? monthOf(candidate) : '' }
  } catch (error) {
    return { number, reason: refusalReason(error), input }
  }
}

/** @param event one that is known to be valid. */
function monthOf(event: unknown): string {
  const { timestamp } = event as { timestamp: string }
  return parseTimestamp(timestamp)?.warehouseText.slice(0, 7) ?? ''
}

function refusalReason(error: unknown): string {
  if (error instanceof RowRefusal) return error.message
  if (error instanceof SyntaxError) return `not JSON: ${error.message}`
  // The stack ends on values some thousands deep.
  if (error instanceof RangeError) return 'nested too deeply'
  throw error
}
