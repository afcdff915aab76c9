import { invalid } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { AccessSegment } from '../../rating/drawdown/balance.ts'
import { refuseOversized } from '../products/refuse-oversized.ts'
import type { NewSegment } from './new-balance.ts'

/**
 * Makes the segments of an access schedule, in order of their starts; they may overlap.
 * @param field where the list is in the request, such as `commits.0.access_schedule.schedule_items`
 * @throws Problem invalid, naming the field.
 */
export function makeSegments(given: readonly NewSegment[], field: string): AccessSegment[] {
  const made = given.map((segment, index) => {
    validateSegment(segment, `${field}.${index}.`)
    return { id: newId(), ...segment }
  })
  return inOrderOfStart(made)
}

/** Holds a segment to its rules. @throws Problem invalid, naming the field. */
export function validateSegment(segment: NewSegment, fieldPrefix: string): void {
  const { amount, startingAt, endingBefore } = segment
  if (amount.isNegative()) throw invalid(`${fieldPrefix}amount: must not be negative`)
  refuseOversized(`${fieldPrefix}amount`, amount)
  if (endingBefore <= startingAt) throw invalid(`${fieldPrefix}ending_before: must be after starting_at`)
}

/** The same segments in order of their starts; those of one instant as they were given. */
export function inOrderOfStart(segments: readonly AccessSegment[]): AccessSegment[] {
  return segments.toSorted((a, b) => a.startingAt - b.startingAt)
}
