import {
  CARRIAGE_RETURN,
  findLine,
  LINE_FEED,
  RECORD_BYTES_MAX,
  withoutCarriageReturn,
  type FindRecord,
  type FoundRecord,
} from './split-records.ts'

const QUOTE = 0x22
const COMMA = 0x2c

/**
 * Finds records of CSV (RFC 4180), whose quoted fields may hold line feeds. Where the quotes are wrong the line is
 * refused, and reading goes on at the next.
 */
export const findCsvRecord: FindRecord = (held, start, isLast) => {
  const line = findLine(held, start, isLast)
  if (line === null || !held.subarray(start, line.end).includes(QUOTE)) return line
  const found = findQuotedRecord(held, start, isLast)
  if (typeof found === 'string') return { ...line, refusal: found }
  if (found !== null) return found
  const isUnclosed = isLast || held.length - start > RECORD_BYTES_MAX
  return isUnclosed ? { ...line, refusal: 'a quote is opened and not closed' } : null
}

/** The record, what is wrong with its quotes, or null where it goes on past the bytes that are held. */
function findQuotedRecord(held: Buffer, start: number, isLast: boolean): FoundRecord | string | null {
  let lines = 1
  let at = start
  for (;;) {
    if (held[at] === QUOTE) {
      const closing = findClosingQuote(held, at + 1)
      if (closing === -1) return null
      lines += countLineFeeds(held, at, closing)
      at = closing + 1
      // What follows a quote tells what it is, and a carriage return is a line's end only before a line feed.
      if (!isLast && at + 1 >= held.length) return null
      if (!isFieldEnd(held, at)) return 'text follows a closing quote'
    }
    while (!isFieldEnd(held, at)) {
      if (held[at] === QUOTE) return 'a quote stands inside a field that is not quoted'
      at += 1
    }
    if (at >= held.length) return isLast ? { end: at, next: at, lines, refusal: null } : null
    if (held[at] === COMMA) at += 1
    else {
      const next = held.indexOf(LINE_FEED, at) + 1
      return { end: withoutCarriageReturn(held, start, next - 1), next, lines, refusal: null }
    }
  }
}

/** The quote that closes a field; doubled ones stand for themselves. -1 where there is none. */
function findClosingQuote(held: Buffer, from: number): number {
  let at = held.indexOf(QUOTE, from)
  while (at !== -1 && held[at + 1] === QUOTE) at = held.indexOf(QUOTE, at + 2)
  return at
}

function isFieldEnd(held: Buffer, at: number): boolean {
  if (at >= held.length) return true
  const byte = held[at]
  return byte === COMMA || byte === LINE_FEED || (byte === CARRIAGE_RETURN && held[at + 1] === LINE_FEED)
}

function countLineFeeds(held: Buffer, from: number, to: number): number {
  let count = 0
  for (let at = held.indexOf(LINE_FEED, from); at !== -1 && at < to; at = held.indexOf(LINE_FEED, at + 1)) {
    count += 1
  }
  return count
}
