import { ZERO } from '../kernel/decimal.ts'
import { warehouseInstant } from '../kernel/instant.ts'
import { integerLiteral, joinSql, type Sql } from '../kernel/sql.ts'
import type { TimeRange } from '../kernel/window.ts'
import { emitCumulative } from '../metrics/aggregate.ts'
import { emitGroups } from '../metrics/groups.ts'
import { viewIdentifier } from '../metrics/view.ts'
import type { CumulativeQuantity } from '../rating/rate-usage.ts'
import { blameSql } from '../warehouse/limited-query-error.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { BilledProduct } from './billed-products.ts'
import { quantities, quantitiesOfProduct, sqlQuantities } from './queries.ts'
import { segmentStarts } from './segments.ts'
import { sqlProductBlocks, type SqlProductBlocks } from './sql-product-blocks.ts'

/**
 * How much of each product a customer used in a period, cumulatively, by segment of constant price or by hour: from
 * one warehouse query for the streaming metrics and one for those in SQL, which runs under limits.
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
  const streamingBlocks: Sql[] = []
  const sqlBlocks = new Map<number, SqlProductBlocks>()
  for (const [index, product] of products.entries()) {
    const { definition } = product.metric
    if (definition.kind === 'sql') {
      sqlBlocks.set(index, sqlProductBlocks(product, definition.text, index, period))
    } else streamingBlocks.push(streamingBlock(product, definition.aggregation, index))
  }
  const range = { from: warehouseInstant(period.from), to: warehouseInstant(period.to) }
  const [streaming, sql] = await Promise.all([
    streamingBlocks.length === 0
      ? []
      : warehouse.run(
          quantities,
          {
            identifiers,
            period_from: range.from,
            period_to: range.to,
            segment_starts: segmentStarts(products, period),
          },
          { products: joinSql(streamingBlocks, '\nUNION ALL\n') },
        ),
    sqlBlocks.size === 0
      ? []
      : warehouse
          .runLimited(
            sqlQuantities,
            { identifiers, range_from: range.from, range_to: range.to },
            {
              products: joinSql(
                [...sqlBlocks.values()].flatMap(({ blocks }) => blocks),
                '\nUNION ALL\n',
              ),
            },
          )
          .catch((error: unknown) => {
            throw blameSql(error, "the SQL of this invoice's billable metrics")
          }),
  ])
  const byProduct = Map.groupBy([...streaming, ...sql], (row) => row.product_number)
  return products.map((_, index) => {
    const rows = (byProduct.get(index) ?? []).map((row) => ({
      segmentStart: row.segment_start,
      groups: row.groups,
      cumulative: row.cumulative,
    }))
    return withVanishedGroups(rows, sqlBlocks.get(index)?.segments ?? null)
  })
}

function streamingBlock(product: BilledProduct, aggregation: StreamingAggregation, index: number): Sql {
  return quantitiesOfProduct.compose({
    product_number: integerLiteral(index),
    view: viewIdentifier(product.metric.id),
    groups: emitGroups([...product.pricingGroupKey, ...product.presentationGroupKey]),
    cumulative: emitCumulative(aggregation),
  })
}

type StreamingAggregation = Parameters<typeof emitCumulative>[0]

/** A group that an SQL metric had in one segment and has no more in a later one takes back what it had. */
function withVanishedGroups(
  rows: readonly CumulativeQuantity[],
  segments: readonly TimeRange[] | null,
): CumulativeQuantity[] {
  if (segments === null) return [...rows]
  const byGroup = Map.groupBy(rows, ({ groups }) => JSON.stringify(groups))
  return [...byGroup.values()].flatMap((own) => {
    const [{ groups, segmentStart: first } = { groups: [], segmentStart: 0 }] = own
    return segments
      .filter(({ from }) => from >= first)
      .map(
        ({ from }) =>
          own.find(({ segmentStart }) => segmentStart === from) ?? {
            segmentStart: from,
            groups,
            cumulative: ZERO,
          },
      )
  })
}
