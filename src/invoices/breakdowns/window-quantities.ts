import { ZERO } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import { rangeHolds } from '../../kernel/window.ts'
import { isUnkeyed } from '../../rating/group-values.ts'
import { segmentsOf, seriesOf, type MeteredSeries } from '../../rating/metered-series.ts'
import type { BilledProduct } from '../billed-products.ts'
import { readsOf } from '../reads.ts'
import { quantitiesOf } from '../quantities/quantities-of.ts'
import type { InvoiceScope } from '../scope.ts'
import { withReads } from '../reading/with-reads.ts'

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
  found: readonly MeteredSeries[],
  segmentStarts: readonly Instant[],
): MeteredSeries[] {
  return versions.flatMap((version, index) => {
    const own = found.filter((series) => series.version === index)
    if (!isUnkeyed(version)) return own.map(changesOf)
    const starts = segmentStarts.filter((at) => rangeHolds(version.period, at))
    const [only = seriesOf({ version: index, groups: [] }, [])] = own
    return [withStarts(only, starts)]
  })
}

/** Those segments whose quantity is another one than before. */
function changesOf(series: MeteredSeries): MeteredSeries {
  const segments = segmentsOf(series)
  return seriesOf(
    series,
    segments.filter(({ cumulative }, place) => segments[place - 1]?.cumulative.equals(cumulative) !== true),
  )
}

/** Also with a segment at each of some starts, whose quantity is where there is none what it was before. */
function withStarts(series: MeteredSeries, starts: readonly Instant[]): MeteredSeries {
  const segments = segmentsOf(series)
  const all = [...new Set([...starts, ...series.segmentStarts])].sort((a, b) => a - b)
  let next = 0
  let cumulative = ZERO
  return seriesOf(
    series,
    all.map((segmentStart) => {
      const segment = segments[next]
      if (segment?.segmentStart === segmentStart) {
        cumulative = segment.cumulative
        next += 1
      }
      return { segmentStart, cumulative }
    }),
  )
}
