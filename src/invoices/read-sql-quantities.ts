import { ZERO } from '../kernel/decimal.ts'
import { joinSql } from '../kernel/sql.ts'
import type { TimeRange } from '../kernel/window.ts'
import type { CumulativeQuantity } from '../rating/rate-usage.ts'
import { rangeParams } from '../usage/metric.ts'
import { blameSql, LimitedQueryError } from '../warehouse/limited-query-error.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { BilledProduct } from './billed-products.ts'
import { sqlQuantities } from './queries.ts'
import { sqlProductBlocks } from './sql-product-blocks.ts'

/** A product whose metric is in SQL, and that text. */
export interface SqlBilledProduct {
  product: BilledProduct
  text: string
}

/**
 * How much of each product a customer used in a period by SQL metrics, cumulatively by the hour or by segment of constant
 * price, from one warehouse query under limits; a second one, segment by segment, where one pass over all hours fails.
 * @param identifiers every text the customer's events may carry.
 * @returns for each product, in the order given, its rows.
 * @throws Problem invalid where a metric is past a limit (semantics 20) or computes too large a number.
 */
export async function readSqlQuantities(
  warehouse: Warehouse,
  products: readonly SqlBilledProduct[],
  identifiers: readonly string[],
  period: TimeRange,
): Promise<CumulativeQuantity[][]> {
  if (products.length === 0) return []
  const read = async (mayMergeStates: boolean) => {
    const parts = products.map(({ product, text }, index) =>
      sqlProductBlocks(product, text, index, period, mayMergeStates),
    )
    const blocks = joinSql(
      parts.flatMap((part) => part.blocks),
      '\nUNION ALL\n',
    )
    const params = { identifiers, ...rangeParams(period) }
    const rows = await warehouse.runLimited(sqlQuantities, params, { products: blocks })
    return parts.map(({ segments }, index) => {
      const own = rows.filter((row) => row.product_number === index)
      const quantities = own.map((row) => ({
        segmentStart: row.segment_start,
        groups: row.groups,
        cumulative: row.cumulative,
      }))
      return segments === null ? quantities : withVanishedGroups(quantities, segments)
    })
  }
  try {
    return await read(true).catch((error: unknown) => {
      if (!(error instanceof LimitedQueryError) || error.fault === 'seconds') throw error
      return read(false)
    })
  } catch (error) {
    throw blameSql(error, "the SQL of this invoice's billable metrics")
  }
}

/** A group that an SQL metric had in one segment and has no more in a later one takes back what it had. */
function withVanishedGroups(
  rows: readonly CumulativeQuantity[],
  segments: readonly TimeRange[],
): CumulativeQuantity[] {
  const byGroup = Map.groupBy(rows, ({ groups }) => JSON.stringify(groups))
  return [...byGroup.values()].flatMap((own) => {
    const [{ groups, segmentStart: first } = { groups: [], segmentStart: 0 }] = own
    const nothing = { groups, cumulative: ZERO }
    return segments
      .filter(({ from }) => from >= first)
      .map(({ from }) => own.find((row) => row.segmentStart === from) ?? { ...nothing, segmentStart: from })
  })
}
