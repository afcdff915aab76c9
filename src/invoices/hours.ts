import { HOUR_MS, type Instant } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'

/** Every full hour within a period, its start left out. */
export function hoursWithin({ from, to }: TimeRange): Instant[] {
  const first = Math.floor(from / HOUR_MS) + 1
  const count = Math.max(0, Math.ceil(to / HOUR_MS) - first)
  return Array.from({ length: count }, (_, index) => (first + index) * HOUR_MS)
}
