import { invalid } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Term } from '../../kernel/term.ts'

/** The term of what may be at any time. */
export const ANY_TIME: Term = { startingAt: -Infinity, endingBefore: null }

/**
 * Holds a part of a contract to the contract's own term; without an end it ends with the contract.
 * @param fieldPrefix where the part is in the request, such as `overrides.0.`
 * @throws Problem invalid, naming `starting_at` or `ending_before`.
 */
export function requireWithinContract(contract: Term, part: Term, fieldPrefix: string): void {
  requireInstantWithin(contract, part.startingAt, `${fieldPrefix}starting_at`)
  if (part.endingBefore === null) return
  if (part.endingBefore <= part.startingAt) {
    throw invalid(`${fieldPrefix}ending_before: must be after starting_at`)
  }
  if (contract.endingBefore !== null && part.endingBefore > contract.endingBefore) {
    throw invalid(`${fieldPrefix}ending_before: must not be after the contract's ending_before`)
  }
}

/** Holds an instant from which something is so to the contract's term. @throws Problem invalid, naming the field. */
export function requireInstantWithin(contract: Term, instant: Instant, field: string): void {
  if (instant < contract.startingAt) throw invalid(`${field}: must not be before the contract's starting_at`)
  if (contract.endingBefore !== null && instant >= contract.endingBefore) {
    throw invalid(`${field}: must be before the contract's ending_before`)
  }
}
