import type { Instant } from './instant.ts'

/** From when to when something holds; null is no end. */
export interface Term {
  startingAt: Instant
  endingBefore: Instant | null
}

/** Whether a term holds an instant. */
export function isInForce({ startingAt, endingBefore }: Term, at: Instant): boolean {
  return startingAt <= at && (endingBefore === null || at < endingBefore)
}
