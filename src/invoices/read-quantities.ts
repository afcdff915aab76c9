import { warehouseInstant } from '../kernel/instant.ts'
import { integerLiteral, joinSql, sql, type Sql } from '../kernel/sql.ts'
import { emitCumulative, emitMayFall } from '../metrics/aggregate.ts'
import { compileMetric } from '../metrics/compile.ts'
import { emitMetric } from '../metrics/emit.ts'
import { emitGroups } from '../metrics/groups.ts'
import { groupColumn } from '../metrics/property-columns.ts'
import type { StoredColumns } from '../metrics/property-columns.ts'
import { viewIdentifier } from '../metrics/view.ts'
import type { CumulativeQuantity } from '../rating/usage-line.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { emitAdmission } from './admission.ts'
import type { BilledProduct } from './billed-products.ts'
import { quantityOf, type FoundQuantity, type QuantityQuestion } from './quantity-question.ts'
import { quantities, quantitiesOfProduct } from './queries.ts'
import { quantitiesByKind, type StreamingVersion } from './quantities-by-kind.ts'
import { readSqlQuantities } from './read-sql-quantities.ts'

/**
 * How much of each product a customer used in a period, cumulatively by segment of constant price or by the hour: from
 * one warehouse query for the streaming metrics and one, under limits, for those in SQL, however many segments there
 * are.
 * @returns for each product its rows; a product without usage has none.
 * @throws Problem invalid where an SQL metric is past a limit (semantics 20) or computes too large a number.
 */
export async function readQuantities(
  warehouse: Warehouse,
  products: readonly BilledProduct[],
  question: QuantityQuestion,
): Promise<Map<BilledProduct, CumulativeQuantity[]>> {
  return quantitiesByKind(
    products,
    (versions) => readStreamingQuantities(warehouse, versions, question),
    (versions) => readSqlQuantities(warehouse, versions, question),
  )
}

async function readStreamingQuantities(
  warehouse: Warehouse,
  versions: readonly StreamingVersion[],
  question: QuantityQuestion,
): Promise<FoundQuantity[]> {
  if (versions.length === 0) return []
  const { identifiers, period, segmentStarts } = question
  const admission = emitAdmission(question)
  const params = {
    identifiers,
    period_from: warehouseInstant(period.from),
    period_to: warehouseInstant(period.to),
    segment_starts: segmentStarts,
    ...admission.params,
    ...question.events?.params,
  }
  const blocks = versions.map((version, index) =>
    streamingBlock(version, index, viewOf(version, question), admission.condition ?? sql`true`),
  )
  const rows = await warehouse.run(quantities, params, { products: joinSql(blocks, '\nUNION ALL\n') })
  return rows.map((row) => quantityOf(versions, row))
}

function streamingBlock(
  { groupKey, definition }: StreamingVersion,
  index: number,
  view: Sql,
  isAdmitted: Sql,
): Sql {
  return quantitiesOfProduct.compose({
    product_number: integerLiteral(index),
    view,
    groups: emitGroups(groupKey, groupColumn),
    cumulative: emitCumulative(definition.aggregation),
    may_fall: emitMayFall(definition.aggregation),
    is_admitted: isAdmitted,
  })
}

/** The metric's view, or what it is made of over other events. */
function viewOf({ metric, definition }: StreamingVersion, { period, events }: QuantityQuestion): Sql {
  if (events === undefined) return viewIdentifier(metric.id)
  const tree = compileMetric(definition, metric.afterSequence)
  return sql`(${emitMetric(tree, NO_COLUMNS, events.within(period))})`
}

/** Events that are not stored have their properties in the map alone. */
const NO_COLUMNS: StoredColumns = new Set()
