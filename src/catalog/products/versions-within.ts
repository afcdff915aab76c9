import type { TimeRange } from '../../kernel/window.ts'
import { clipRange } from '../../rating/billing-period.ts'
import type { Product, ProductVersion } from './rows.ts'

/** The versions of a product that hold at any time in a range, in order, each with the part in which it does. */
export function versionsWithin(
  { versions }: Product,
  range: TimeRange,
): (ProductVersion & { period: TimeRange })[] {
  return versions.flatMap((version, index) => {
    const next = versions[index + 1]?.startingAt ?? null
    const period = clipRange(range, version.startingAt ?? range.from, next)
    return period === null ? [] : [{ ...version, period }]
  })
}
