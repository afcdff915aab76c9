import type { OFFSET_UNITS, WordOf } from '../../kernel/contract-words.ts'
import { DAY_MS, type Instant } from '../../kernel/instant.ts'
import { addMonths } from '../../rating/billing-period.ts'

/** A length of time from the start of a contract, or of a part of it. */
export interface Offset {
  value: number
  unit: WordOf<typeof OFFSET_UNITS>
}

/** When something starts, and how long it lasts; null is as long as the contract. */
export interface RelativeTerm {
  startingAtOffset: Offset
  duration: Offset | null
}

/** When something starts, and how long it lasts, whatever its contract does. */
export interface LastingTerm extends RelativeTerm {
  duration: Offset
}

/** The start of the contract itself. */
export const AT_START: Offset = { value: 0, unit: 'DAYS' }

/** The instant an offset after another: months and years by the calendar (semantics 27). */
export function addOffset(instant: Instant, { value, unit }: Offset): Instant {
  switch (unit) {
    case 'DAYS':
      return instant + value * DAY_MS
    case 'WEEKS':
      return instant + value * 7 * DAY_MS
    case 'MONTHS':
      return addMonths(instant, value)
    case 'YEARS':
      return addMonths(instant, value * 12)
  }
}

/** Where a term ends in a contract that starts at an instant; null is with the contract. */
export function endOfTerm(
  contractStartingAt: Instant,
  { startingAtOffset, duration }: RelativeTerm,
): Instant | null {
  return duration === null ? null : endOfLasting(contractStartingAt, { startingAtOffset, duration })
}

/**
 * Where what lasts for a length of time ends in a contract that starts at an instant. Months upon months are counted
 * from the contract's start: what starts a month after 31 January and lasts one ends on 31 March (semantics 27).
 */
export function endOfLasting(
  contractStartingAt: Instant,
  { startingAtOffset, duration }: LastingTerm,
): Instant {
  const [startMonths, months] = [monthsOf(startingAtOffset), monthsOf(duration)]
  if (startMonths !== null && months !== null) return addMonths(contractStartingAt, startMonths + months)
  return addOffset(addOffset(contractStartingAt, startingAtOffset), duration)
}

function monthsOf({ value, unit }: Offset): number | null {
  if (unit === 'MONTHS') return value
  return unit === 'YEARS' ? value * 12 : null
}
