import { DAY, HOUR, type Micros } from './instant.ts'

export type WindowSize = 'HOUR' | 'DAY' | 'NONE'

/** A stretch of time, `[from, to)`. */
export interface Span {
  from: Micros
  to: Micros
}

/** The UTC hours or days of a range, the first and last clipped to it; or the range itself (semantics 21). */
export function windowsOf({ from, to }: Span, size: WindowSize): Span[] {
  if (size === 'NONE') return [{ from, to }]
  const length = size === 'HOUR' ? HOUR : DAY
  const windows: Span[] = []
  for (let start = startOfUnit(from, length); start < to; start += length) {
    const end = start + length
    windows.push({ from: start < from ? from : start, to: end > to ? to : end })
  }
  return windows
}

export function isWithin({ from, to }: Span, instant: Micros): boolean {
  return from <= instant && instant < to
}

function startOfUnit(instant: Micros, length: Micros): Micros {
  const past = instant % length
  return past < 0n ? instant - past - length : instant - past
}
