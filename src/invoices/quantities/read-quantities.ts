import { integerLiteral, joinSql } from '../../kernel/sql.ts'
import type { MeteredSeries } from '../../rating/metered-series.ts'
import type { BilledProduct } from '../billed-products.ts'
import { emitQuantities, quantitiesParams } from './emit-quantities.ts'
import { packBlocks } from './pack-blocks.ts'
import type { QuantityQuestion } from '../quantity-question.ts'
import { foundIn, type FoundSeries } from './found-series.ts'
import { exactSource, plainSource, type QuantitySource } from './quantity-source.ts'
import { quantities, quantitiesOfProduct } from './queries.ts'
import { quantitiesByKind, type StreamingVersion } from './quantities-by-kind.ts'
import { readSqlQuantities } from './read-sql-quantities.ts'
import type { InvoiceScope } from '../scope.ts'

/** Where quantities are read. */
export type QuantityScope = Pick<InvoiceScope, 'warehouse' | 'propertyColumns'>

/**
 * How much of each product a customer used in a period, cumulatively by segment of constant price or by the hour: from
 * one warehouse query for the streaming metrics and one, under limits, for those in SQL, however many segments there
 * are; several where a card prices more metrics than the engine reads in one (`packBlocks`).
 * @returns for each product its series; a product without usage has none.
 * @throws Problem invalid where an SQL metric is past a limit (semantics 20) or computes too large a number.
 */
export async function readQuantities(
  scope: QuantityScope,
  products: readonly BilledProduct[],
  question: QuantityQuestion,
): Promise<Map<BilledProduct, MeteredSeries[]>> {
  return quantitiesByKind(
    products,
    (versions) => readStreamingQuantities(scope, versions, question),
    (versions) => readSqlQuantities(scope.warehouse, versions, question),
  )
}

/**
 * Straight from the events, which takes a quarter less time where all numbers are written plainly; where one is not, of
 * the metrics' views, which take them apart.
 */
export async function readStreamingQuantities(
  { warehouse, propertyColumns: { stored } }: QuantityScope,
  versions: readonly StreamingVersion[],
  question: QuantityQuestion,
): Promise<FoundSeries[]> {
  if (versions.length === 0) return []
  const params = {
    identifiers: question.identifiers,
    ...quantitiesParams(question),
    ...question.events?.params,
  }
  const ask = async (sourceOf: (version: StreamingVersion) => QuantitySource) => {
    const blocks = versions.map((version, index) =>
      quantitiesOfProduct.compose({
        ...emitQuantities(version, sourceOf(version), question),
        product_number: integerLiteral(index),
      }),
    )
    const found = await Promise.all(
      packBlocks(blocks).map((some) =>
        warehouse.run(quantities, params, { products: joinSql(some, '\nUNION ALL\n') }),
      ),
    )
    return found.flat()
  }
  const exact = (version: StreamingVersion) => exactSource(version, question)
  let rows = await ask(question.events === undefined ? (version) => plainSource(version, stored) : exact)
  if (rows.some(({ unread }) => unread > 0)) rows = await ask(exact)
  return foundIn(versions, rows)
}
