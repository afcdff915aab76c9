import { invalid } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import { addMonths } from '../../rating/billing-period.ts'
import type { GenerateWords } from './generate-words.ts'

// Every month until then is an invoice of each contract, computed while nothing can be finalized.
const YEARS_AHEAD_MAX = 10

/** @throws Problem invalid where invoices cannot be generated as of that instant: nothing of the future is final. */
export function checkGeneratedUntil(
  asOf: Instant,
  now: Instant,
  isDryRun: boolean,
  words: GenerateWords,
): void {
  if (!isDryRun && asOf > now)
    throw invalid(`${words.asOf}: must not be later than now, unless ${words.dryRun}`)
  if (asOf > addMonths(now, YEARS_AHEAD_MAX * 12)) {
    throw invalid(`${words.asOf}: must not be more than ${YEARS_AHEAD_MAX} years later than now`)
  }
}
