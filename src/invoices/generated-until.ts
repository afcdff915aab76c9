import { invalid } from '../kernel/errors.ts'
import type { Instant } from '../kernel/instant.ts'
import { addMonths } from '../rating/billing-period.ts'

// Every month until then is an invoice of each contract, computed while nothing can be finalized.
const YEARS_AHEAD_MAX = 10

/** @throws Problem invalid where invoices cannot be generated as of that instant: nothing of the future is final. */
export function checkGeneratedUntil(asOf: Instant, now: Instant, isDryRun: boolean): void {
  if (!isDryRun && asOf > now) throw invalid('as_of: must not be later than now, unless dry_run is true')
  if (asOf > addMonths(now, YEARS_AHEAD_MAX * 12)) {
    throw invalid(`as_of: must not be more than ${YEARS_AHEAD_MAX} years later than now`)
  }
}
