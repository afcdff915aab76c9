import { HOUR_MS, type Instant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'

let last: { period: TimeRange; hours: readonly Instant[] } | null = null

/** Every full hour within a period, its start left out; the same list again where the same period is asked for again. */
export function hoursWithin(period: TimeRange): readonly Instant[] {
  if (last?.period.from === period.from && last.period.to === period.to) return last.hours
  const first = Math.floor(period.from / HOUR_MS) + 1
  const count = Math.max(0, Math.ceil(period.to / HOUR_MS) - first)
  const hours = Array.from({ length: count }, (_, index) => (first + index) * HOUR_MS)
  last = { period, hours }
  return hours
}
