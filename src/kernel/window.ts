import { invalid } from './errors.ts'
import { DAY_MS, HOUR_MS, type Instant } from './instant.ts'

export type WindowSize = 'HOUR' | 'DAY' | 'NONE'

/** A stretch of time, `[from, to)`. */
export interface TimeRange {
  from: Instant
  to: Instant
}

/** Whether an instant is in a range; its end is not. */
export function rangeHolds({ from, to }: TimeRange, at: Instant): boolean {
  return from <= at && at < to
}

/** Whether what ends at an instant ends within a range: after its start, and with it at the latest. */
export function rangeHoldsEnd({ from, to }: TimeRange, end: Instant): boolean {
  return from < end && end <= to
}

/** Whether two ranges have any time in common. */
export function rangesOverlap(one: TimeRange, other: TimeRange): boolean {
  return one.from < other.to && other.from < one.to
}

/** What is left of a range where others are taken out, in order of time. */
export function rangesWithout(range: TimeRange, others: readonly TimeRange[]): TimeRange[] {
  let left = [range]
  for (const taken of others) {
    left = left
      .flatMap(({ from, to }) => [
        { from, to: Math.min(to, taken.from) },
        { from: Math.max(from, taken.to), to },
      ])
      .filter(({ from, to }) => from < to)
  }
  return left
}

/** What some instants cut a range into, in order; those that are not within it cut nothing. */
export function rangesCutAt(range: TimeRange, cuts: readonly Instant[]): TimeRange[] {
  if (cuts.length === 0) return [range]
  const within = [...new Set(cuts)].filter((cut) => range.from < cut && cut < range.to)
  return rangesFrom([range.from, ...within.sort((a, b) => a - b)], range.to)
}

/** Ranges from each of some starts, in order, to the next one; the last to an end. */
export function rangesFrom(starts: readonly Instant[], end: Instant): TimeRange[] {
  return starts.map((from, index) => ({ from, to: starts[index + 1] ?? end }))
}

/** One window of a range: a UTC hour or day clipped to the range, or the whole of it. */
export interface Window extends TimeRange {
  /** Which hour or day since 1970 it is; 0 for the whole range. Queries group by it. */
  number: number
}

/** The range from the first of some windows to the last; they may be in any order. */
export function rangeOf(windows: readonly TimeRange[]): TimeRange {
  return {
    from: windows.reduce((first, { from }) => Math.min(first, from), Infinity),
    to: windows.reduce((last, { to }) => Math.max(last, to), -Infinity),
  }
}

/** The most windows one request may ask for: eleven years of hours. */
const WINDOWS_MAX = 100_000

/** The length of a window in milliseconds; for NONE, longer than all of time. */
export function windowLengthMs(size: WindowSize): number {
  return { HOUR: HOUR_MS, DAY: DAY_MS, NONE: Number.MAX_SAFE_INTEGER }[size]
}

/**
 * Cuts a range into its windows, in order (semantics 21).
 * @throws Problem invalid where the range is empty or has more than 100,000 windows.
 */
export function windowsOf(range: TimeRange, size: WindowSize): Window[] {
  if (range.from >= range.to) throw invalid('starting_on: must be before ending_before')
  if (size === 'NONE') return [{ ...range, number: 0 }]
  const length = windowLengthMs(size)
  const first = Math.floor(range.from / length)
  const count = Math.ceil(range.to / length) - first
  if (count > WINDOWS_MAX) {
    throw invalid(
      `window_size: ${count} windows between starting_on and ending_before, at most ${WINDOWS_MAX}`,
    )
  }
  return Array.from({ length: count }, (_, index) => {
    const number = first + index
    return {
      number,
      from: Math.max(range.from, number * length),
      to: Math.min(range.to, (number + 1) * length),
    }
  })
}
