import type { FileRecord, Position } from './source.ts'

/** A longer record is refused, as a request with it would be (semantics 4). */
export const RECORD_BYTES_MAX = 16 * 1024 * 1024

export const LINE_FEED = 0x0a
export const CARRIAGE_RETURN = 0x0d

/** Where a record was found to end, in the bytes that are held. */
export interface FoundRecord {
  end: number
  /** Where the next one begins. */
  next: number
  lines: number
  refusal: string | null
}

/** Finds the record that begins at `start`; null where it takes more bytes to tell. */
export type FindRecord = (held: Buffer, start: number, isLast: boolean) => FoundRecord | null

/**
 * Takes bytes apart into records, numbered and placed from a position on; blank ones are left out. No more than
 * one record's greatest length is held: of a longer one, the rest of its line is passed over.
 */
export async function* splitRecords(
  chunks: AsyncIterable<Buffer>,
  from: Position,
  findRecord: FindRecord,
): AsyncGenerator<FileRecord[]> {
  let held: Buffer = Buffer.alloc(0)
  let { offset, line } = from
  let isPassingOver = false
  let isBegun = from.offset > 0

  function take(isLast: boolean): FileRecord[] {
    const records: FileRecord[] = []
    let start = isBegun ? 0 : byteOrderMarkLength(held)
    isBegun = true
    const isOver = () => start >= held.length && !(isLast && isPassingOver)
    while (!isOver()) {
      const find = isPassingOver ? findLine : findRecord
      const found = find(held, start, isLast)
      if (found === null) break
      const after = { offset: offset + found.next, line: line + found.lines }
      const isTooLong = isPassingOver || found.end - start > RECORD_BYTES_MAX
      if (isTooLong) {
        records.push({ number: line + 1, bytes: null, refusal: TOO_LONG, after })
      } else if (found.refusal !== null || !isBlank(held, start, found.end)) {
        const bytes = held.subarray(start, found.end)
        records.push({ number: line + 1, bytes, refusal: found.refusal, after })
      }
      isPassingOver = false
      start = found.next
      line = after.line
    }
    if (held.length - start > RECORD_BYTES_MAX) isPassingOver = true
    if (isPassingOver) start = held.length
    held = held.subarray(start)
    offset += start
    return records
  }

  for await (const chunk of chunks) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    if (!isBegun && held.length < BYTE_ORDER_MARK.length) continue
    yield take(false)
  }
  yield take(true)
}

/** Finds lines, ended by a line feed or by the text's end. */
export const findLine: FindRecord = (held, start, isLast) => {
  const lineFeed = held.indexOf(LINE_FEED, start)
  if (lineFeed === -1 && !isLast) return null
  const end = lineFeed === -1 ? held.length : lineFeed
  const next = lineFeed === -1 ? end : end + 1
  return { end: withoutCarriageReturn(held, start, end), next, lines: 1, refusal: null }
}

/** A line's end without the carriage return before its line feed. */
export function withoutCarriageReturn(held: Buffer, start: number, end: number): number {
  return end > start && held[end - 1] === CARRIAGE_RETURN ? end - 1 : end
}

const TOO_LONG = 'longer than 16 MiB'
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])
const SPACE = 0x20
const TAB = 0x09

function byteOrderMarkLength(held: Buffer): number {
  const length = BYTE_ORDER_MARK.length
  return held.subarray(0, length).equals(BYTE_ORDER_MARK) ? length : 0
}

function isBlank(held: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    if (held[at] !== SPACE && held[at] !== TAB) return false
  }
  return true
}
