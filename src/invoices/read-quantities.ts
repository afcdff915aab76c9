import { warehouseInstant, type Instant } from '../kernel/instant.ts'
import { integerLiteral, joinSql } from '../kernel/sql.ts'
import type { TimeRange } from '../kernel/window.ts'
import { emitCumulative } from '../metrics/aggregate.ts'
import type { StreamingDefinition } from '../metrics/definition.ts'
import { emitGroups } from '../metrics/groups.ts'
import { viewIdentifier } from '../metrics/view.ts'
import type { CumulativeQuantity } from '../rating/rate-usage.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { BilledProduct } from './billed-products.ts'
import { quantities, quantitiesOfProduct } from './queries.ts'

/**
 * How much of each product a customer used in a period, cumulatively by segment of constant price, from one
 * warehouse query.
 * @param identifiers every text the customer's events may carry.
 * @returns for each product, in the order given, its rows.
 */
export async function readQuantities(
  warehouse: Warehouse,
  products: readonly BilledProduct[],
  identifiers: readonly string[],
  period: TimeRange,
): Promise<CumulativeQuantity[][]> {
  if (products.length === 0) return []
  const blocks = products.map((product, index) =>
    quantitiesOfProduct.compose({
      product_number: integerLiteral(index),
      view: viewIdentifier(product.metric.id),
      groups: emitGroups([...product.pricingGroupKey, ...product.presentationGroupKey]),
      cumulative: emitCumulative(streamingDefinition(product).aggregation),
    }),
  )
  const rows = await warehouse.run(
    quantities,
    {
      identifiers,
      period_from: warehouseInstant(period.from),
      period_to: warehouseInstant(period.to),
      segment_starts: segmentStarts(products, period),
    },
    { products: joinSql(blocks, '\nUNION ALL\n') },
  )
  const byProduct = Map.groupBy(rows, (row) => row.product_number)
  return products.map((_, index) =>
    (byProduct.get(index) ?? []).map((row) => ({
      segmentStart: row.segment_start,
      groups: row.groups,
      cumulative: row.cumulative,
    })),
  )
}

function streamingDefinition({ id, metric }: BilledProduct): StreamingDefinition {
  if (metric.definition.kind === 'streaming') return metric.definition
  throw new Error(`product ${id} bills an SQL metric, which no invoice can yet`)
}

/** The period's start and every instant within it at which a rate of the products starts or ends, in order. */
function segmentStarts(products: readonly BilledProduct[], period: TimeRange): Instant[] {
  const changes = products
    .flatMap((product) => product.rates)
    .flatMap((rate) => [rate.startingAt, rate.endingBefore ?? period.to])
    .filter((at) => period.from < at && at < period.to)
  return [...new Set([period.from, ...changes])].sort((a, b) => a - b)
}
