import { warehouseInstant } from '../kernel/instant.ts'
import { integerLiteral, joinSql, type Sql } from '../kernel/sql.ts'
import type { TimeRange } from '../kernel/window.ts'
import { emitCumulative } from '../metrics/aggregate.ts'
import type { Aggregation } from '../metrics/definition.ts'
import { emitGroups } from '../metrics/groups.ts'
import { viewIdentifier } from '../metrics/view.ts'
import type { CumulativeQuantity } from '../rating/rate-usage.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { BilledProduct } from './billed-products.ts'
import { quantities, quantitiesOfProduct } from './queries.ts'
import { readSqlQuantities, type SqlBilledProduct } from './read-sql-quantities.ts'
import { segmentStarts } from './segments.ts'

/** A product whose metric is a streaming one. */
interface StreamingBilledProduct {
  product: BilledProduct
  aggregation: Aggregation
}

/**
 * How much of each product a customer used in a period, cumulatively by segment of constant price or by the hour: from
 * one warehouse query for the streaming metrics and one, under limits, for those in SQL.
 * @param identifiers every text the customer's events may carry.
 * @returns for each product, in the order given, its rows.
 * @throws Problem invalid where an SQL metric is past a limit (semantics 20) or computes too large a number.
 */
export async function readQuantities(
  warehouse: Warehouse,
  products: readonly BilledProduct[],
  identifiers: readonly string[],
  period: TimeRange,
): Promise<CumulativeQuantity[][]> {
  const streaming: StreamingBilledProduct[] = []
  const inSql: SqlBilledProduct[] = []
  for (const product of products) {
    const { definition } = product.metric
    if (definition.kind === 'sql') inSql.push({ product, text: definition.text })
    else streaming.push({ product, aggregation: definition.aggregation })
  }
  const [ofStreaming, ofSql] = await Promise.all([
    readStreamingQuantities(warehouse, streaming, identifiers, period),
    readSqlQuantities(warehouse, inSql, identifiers, period),
  ])
  const found = new Map<BilledProduct, CumulativeQuantity[]>()
  for (const [index, { product }] of streaming.entries()) found.set(product, ofStreaming[index] ?? [])
  for (const [index, { product }] of inSql.entries()) found.set(product, ofSql[index] ?? [])
  return products.map((product) => found.get(product) ?? [])
}

async function readStreamingQuantities(
  warehouse: Warehouse,
  products: readonly StreamingBilledProduct[],
  identifiers: readonly string[],
  period: TimeRange,
): Promise<CumulativeQuantity[][]> {
  if (products.length === 0) return []
  const rows = await warehouse.run(
    quantities,
    {
      identifiers,
      period_from: warehouseInstant(period.from),
      period_to: warehouseInstant(period.to),
      segment_starts: segmentStarts(
        products.map(({ product }) => product),
        period,
      ),
    },
    { products: joinSql(products.map(streamingBlock), '\nUNION ALL\n') },
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

function streamingBlock({ product, aggregation }: StreamingBilledProduct, index: number): Sql {
  return quantitiesOfProduct.compose({
    product_number: integerLiteral(index),
    view: viewIdentifier(product.metric.id),
    groups: emitGroups([...product.pricingGroupKey, ...product.presentationGroupKey]),
    cumulative: emitCumulative(aggregation),
  })
}
