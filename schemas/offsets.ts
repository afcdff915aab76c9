import { z } from 'zod'
import { OFFSET_UNITS } from '../src/kernel/contract-words.ts'
import { anyCase, integer } from './common.ts'

/** Times that count from the start of a package's contract. */

// A hundred years in each unit.
const VALUE_MAX = { DAYS: 36_525, WEEKS: 5218, MONTHS: 1200, YEARS: 100 } as const

function length(minimum: number) {
  return z
    .strictObject({ value: integer(minimum, VALUE_MAX.DAYS), unit: anyCase(OFFSET_UNITS) })
    .refine(({ value, unit }) => value <= VALUE_MAX[unit], 'must be at most 100 years')
}

/** How long after the start of its contract something is. */
export const offset = length(0)
export const duration = length(1)

/** When a part of the contract starts, and how long it lasts. */
export const relativeTerm = { starting_at_offset: offset, duration: duration.optional() }

export const lengthView = z.strictObject({ value: z.number(), unit: z.enum(OFFSET_UNITS) })

export const relativeTermView = { starting_at_offset: lengthView, duration: lengthView.optional() }
