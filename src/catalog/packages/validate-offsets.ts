import { invalid } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import { addOffset, AT_START, endOfTerm, type RelativeTerm } from './offset.ts'
import type { NewPackageTerms } from './terms.ts'

/**
 * Holds each part of a package to the package's duration, months as long as they are in a contract that starts at an
 * instant. Commits and credits may outlast it, as any contract's may.
 * @throws Problem invalid, naming the offset or the duration.
 */
export function validateOffsets(terms: NewPackageTerms, startingAt: Instant): void {
  const contractEnd = endOfTerm(startingAt, { startingAtOffset: AT_START, duration: terms.duration })
  if (contractEnd === null) return

  const requireWithin = (term: RelativeTerm, fieldPrefix: string) => {
    if (addOffset(startingAt, term.startingAtOffset) >= contractEnd) {
      throw invalid(`${fieldPrefix}starting_at_offset: must be before the package's duration is over`)
    }
    const end = endOfTerm(startingAt, term)
    if (end !== null && end > contractEnd) {
      throw invalid(`${fieldPrefix}duration: must not go past the package's own`)
    }
  }

  const { invoiceGenerationStartingAtOffset: generation } = terms.usageStatementSchedule
  if (generation !== null && addOffset(startingAt, generation) >= contractEnd) {
    const field = 'usage_statement_schedule.invoice_generation_starting_at_offset'
    throw invalid(`${field}: must be before the package's duration is over`)
  }
  for (const [index, override] of terms.overrides.entries()) requireWithin(override, `overrides.${index}.`)
  for (const [index, one] of terms.subscriptions.entries()) requireWithin(one, `subscriptions.${index}.`)
  for (const [index, one] of terms.recurringCommits.entries()) {
    requireWithin(one, `recurring_commits.${index}.`)
  }
  for (const [index, one] of terms.recurringCredits.entries()) {
    requireWithin(one, `recurring_credits.${index}.`)
  }
  for (const [index, { items }] of terms.scheduledCharges.entries()) {
    for (const [place, { dateOffset }] of items.entries()) {
      if (addOffset(startingAt, dateOffset) <= contractEnd) continue
      const field = `scheduled_charges.${index}.schedule.schedule_items.${place}.date_offset`
      throw invalid(`${field}: must not go past the package's duration`)
    }
  }
}
