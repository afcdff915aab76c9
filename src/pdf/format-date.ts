import { DAY_MS, formatInstant, type Instant } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Writes the day of an instant in UTC, with the month in letters, for its number is read in two ways: `2 Sep 2024`. */
export function formatDate(at: Instant): string {
  const [year = '', month = '', day = ''] = formatInstant(at).slice(0, 10).split('-')
  return `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${Number(year)}`
}

/** Writes a range by its first and last day: `1 Aug 2024 – 31 Aug 2024`; with the time where it is not whole days. */
export function formatPeriod({ from, to }: TimeRange): string {
  if (!isMidnight(from) || !isMidnight(to)) return `${formatTime(from)} – ${formatTime(to)} UTC`
  const last = to - DAY_MS
  return from === last ? formatDate(from) : `${formatDate(from)} – ${formatDate(last)}`
}

function formatTime(at: Instant): string {
  return `${formatDate(at)} ${formatInstant(at).slice(11, 16)}`
}

function isMidnight(at: Instant): boolean {
  return at % DAY_MS === 0
}
