import { isUtf8 } from 'node:buffer'
import { readPlainEvent } from '../../ingest/plain/read-plain-event.ts'
import { validateEvent, type ValidEvent } from '../../ingest/validate-events.ts'
import type { Instant } from '../../kernel/instant.ts'
import { writeJson } from '../../kernel/json.ts'
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
  { toEvent, isEventJson }: Pick<Source, 'toEvent' | 'isEventJson'>,
  now: Instant,
  ageMaxMs: number | null,
): CheckedRow | RefusedRow {
  if (bytes === null) return { number, reason: refusal ?? 'too long', input: null }
  if (!isUtf8(bytes)) {
    return { number, reason: 'not UTF-8', input: null, inputBase64: bytes.toString('base64') }
  }
  const input = bytes.toString()
  if (refusal !== null) return { number, reason: refusal, input }

  function readEvent(record: Buffer): ValidEvent | string {
    const plain = isEventJson ? readPlainEvent(record, now, ageMaxMs) : null
    if (plain !== null) return plain
    const candidate = toEvent(input)
    const json = isEventJson ? null : Buffer.from(writeJson(candidate))
    return (json && readPlainEvent(json, now, ageMaxMs)) ?? validateEvent(candidate, now, ageMaxMs)
  }

  try {
    const event = readEvent(bytes)
    if (typeof event === 'string') return { number, reason: event, input }
    return { event, month: ageMaxMs === null ? monthOf(event) : '' }
  } catch (error) {
    return { number, reason: refusalReason(error), input }
  }
}

function monthOf({ text }: ValidEvent): string {
  const [, , , timestamp = ''] = text.split('\t', 4)
  return timestamp.slice(0, '2024-08'.length)
}

function refusalReason(error: unknown): string {
  if (error instanceof RowRefusal) return error.message
  if (error instanceof SyntaxError) return `not JSON: ${error.message}`
  // The stack ends on values some thousands deep.
  if (error instanceof RangeError) return 'nested too deeply'
  throw error
}
