import { ZERO } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { CumulativeQuantity } from '../../rating/usage-line.ts'
import type { BilledProduct, BilledVersion } from '../billed-products.ts'
import { quantitiesOf, readsOf } from '../reads.ts'
import type { InvoiceScope } from '../scope.ts'
import { withReads } from '../with-reads.ts'

/**
 * A scope in which usage is as windows show it: unrounded (semantics 24), and for a product without group keys with a
 * quantity at the start of each segment, also where it stayed as it was (semantics 28).
 */
export function inWindows(scope: InvoiceScope): InvoiceScope {
  const reads = readsOf(scope)
  const quantities = quantitiesOf(scope)
  return withReads(scope, {
    products: async (ids) =>
      (await reads.products(ids)).map((product) => {
        const [first, ...later] = product.versions
        return { ...product, versions: [unrounded(first), ...later.map(unrounded)] }
      }),
    quantities: async (asked, question) => {
      const found = await quantities(asked, question)
      return new Map(
        asked.map((product) => [
          product,
          quantitiesBySegment(product, found.get(product) ?? [], question.segmentStarts),
        ]),
      )
    },
  })
}

function unrounded<Version extends { quantityRounding: unknown }>(version: Version): Version {
  return { ...version, quantityRounding: null }
}

/**
 * What was metered of a product, segment by segment: without group keys in each that starts while a version is in force,
 * with keys only where it changed.
 */
export function quantitiesBySegment(
  { versions }: Pick<BilledProduct, 'versions'>,
  found: readonly CumulativeQuantity[],
  segmentStarts: readonly Instant[],
): CumulativeQuantity[] {
  return versions.flatMap((version, index) => {
    const own = found
      .filter((row) => row.version === index)
      .toSorted((a, b) => a.segmentStart - b.segmentStart)
    if (!isUnkeyed(version)) return changesOf(own)
    const starts = segmentStarts.filter((at) => version.period.from <= at && at < version.period.to)
    return [...own, ...unchangedAt(own, starts, index)]
  })
}

function isUnkeyed({ pricingGroupKey, presentationGroupKey }: BilledVersion): boolean {
  return pricingGroupKey.length + presentationGroupKey.length === 0
}

/** Those rows of each group whose quantity is another one than before. @param rows in order of time. */
function changesOf(rows: readonly CumulativeQuantity[]): CumulativeQuantity[] {
  const byGroup = Map.groupBy(rows, ({ groups }) => JSON.stringify(groups))
  return [...byGroup.values()].flatMap((own) =>
    own.filter(({ cumulative }, index) => own[index - 1]?.cumulative.equals(cumulative) !== true),
  )
}

/** For each start at which there is no row, one that says what the last row before it says. */
function unchangedAt(
  rows: readonly CumulativeQuantity[],
  starts: readonly Instant[],
  version: number,
): CumulativeQuantity[] {
  let next = 0
  let cumulative = ZERO
  return starts.flatMap((segmentStart) => {
    for (let row = rows[next]; row !== undefined && row.segmentStart <= segmentStart; row = rows[next]) {
      if (row.segmentStart === segmentStart) return []
      cumulative = row.cumulative
      next += 1
    }
    return [{ version, segmentStart, groups: [], cumulative }]
  })
}
