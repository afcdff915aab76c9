import type { Metric } from '../../src/catalog/billable-metrics/rows.ts'
import type { BilledProduct } from '../../src/invoices/billed-products.ts'
import type { QuantityQuestion } from '../../src/invoices/quantity-question.ts'
import type { TimeRange } from '../../src/kernel/window.ts'
import { segmentsOf, type MeteredSeries } from '../../src/rating/metered-series.ts'

/**
 * A product on an SQL metric, as reading its quantities sees it.
 * @param atEndOf when its version is in force where it counts by SERVICE_PERIOD; null where it does by the hour.
 */
export function sqlProduct(
  metricId: string,
  text: string,
  { groupKey = [], atEndOf = null }: { groupKey?: readonly string[]; atEndOf?: TimeRange | null } = {},
): BilledProduct {
  const definition = { kind: 'sql', text }
  const metric = { id: metricId, name: metricId.toUpperCase(), definition, afterSequence: null } as Metric
  const version = {
    metric,
    pricingGroupKey: groupKey,
    presentationGroupKey: [],
    period: atEndOf,
    sqlBreakdownGranularity: atEndOf === null ? 'HOUR' : 'SERVICE_PERIOD',
  }
  return { versions: [version] } as unknown as BilledProduct
}

/** What a customer asks whose prices change at the same instants for all products. */
export function questionOf(
  identifier: string,
  period: TimeRange,
  segmentStarts: readonly number[] = [period.from],
): QuantityQuestion {
  return {
    identifiers: [identifier],
    period,
    segmentStarts,
    segmentStartsOf: () => segmentStarts,
    usageFilters: [],
  }
}

/** The segments of each product, by their groups and in order of time, with quantities as text. */
export function rowsOf(
  products: readonly BilledProduct[],
  found: ReadonlyMap<BilledProduct, readonly MeteredSeries[]>,
) {
  return products.map((product) =>
    inOrder(found.get(product) ?? []).flatMap((series) =>
      segmentsOf(series).map(({ segmentStart, cumulative }) => ({
        version: series.version,
        groups: series.groups,
        segmentStart,
        cumulative: cumulative.toFixed(),
        mayFall: series.mayFall,
      })),
    ),
  )
}

function inOrder(found: readonly MeteredSeries[]): MeteredSeries[] {
  const textOf = ({ version, groups }: MeteredSeries) => JSON.stringify([version, groups])
  return found.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1))
}
