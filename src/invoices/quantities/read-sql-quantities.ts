import { joinSql, type Sql } from '../../kernel/sql.ts'
import { rangeParams } from '../../usage/metric.ts'
import { blameSql, LimitedQueryError } from '../../warehouse/limited-query-error.ts'
import type { WarehouseReads } from '../../warehouse/warehouse-reads.ts'
import { emitAdmission } from './admission.ts'
import { InstantLists } from './instant-lists.ts'
import type { MeteredVersion } from './metered-versions.ts'
import { bytesOfText, packBlocks } from './pack-blocks.ts'
import { sqlQuantities } from './queries.ts'
import type { QuantityQuestion } from '../quantity-question.ts'
import { foundIn, type FoundSeries, type QuantityRow } from './found-series.ts'
import { sqlVersionBlocks } from './sql-version-blocks.ts'
import { withVanished } from './vanished-groups.ts'

// Each is as many rows again, and each event read once more: a year's hours are queries of a thousand.
const BYTES_FOR_INSTANT = 32

/** A version whose metric is in SQL, and that text. */
export interface SqlMeteredVersion extends MeteredVersion {
  text: string
}

/**
 * How much of each product a customer used in a period by SQL metrics, cumulatively by the hour or by segment of
 * constant price, from one warehouse query under limits, or several as for streaming metrics; once more, segment by segment,
 * where one pass over all hours fails; and where they are past a limit together, metric by metric.
 * @throws Problem invalid, which names the metric and the customer, where one is past a limit (semantics 20) or computes too large a number.
 */
export async function readSqlQuantities(
  warehouse: WarehouseReads,
  versions: readonly SqlMeteredVersion[],
  question: QuantityQuestion,
): Promise<FoundSeries[]> {
  const [first, ...others] = versions
  if (first === undefined) return []
  try {
    return await readTogether(warehouse, versions, question)
  } catch (error) {
    if (!(error instanceof LimitedQueryError)) throw error
    if (others.length === 0) throw blameSql(error, subjectOf(first, question))
  }
  const found: FoundSeries[] = []
  // One after the other, as the first that fails is told, and others need not be waited for.
  for (const version of versions) found.push(...(await readSqlQuantities(warehouse, [version], question)))
  return found
}

/** With whose events, as the draft of one customer may follow from those of its relatives. */
function subjectOf({ metric }: SqlMeteredVersion, { identifiers: [customerId] }: QuantityQuestion): string {
  return `billable metric ${metric.id} (${metric.name}): its SQL, over the events of customer ${customerId},`
}

async function readTogether(
  warehouse: WarehouseReads,
  versions: readonly SqlMeteredVersion[],
  question: QuantityQuestion,
): Promise<FoundSeries[]> {
  const admission = emitAdmission(question)
  const read = async (mayMergeStates: boolean) => {
    const lists = new InstantLists()
    const parts = versions.map((version, index) =>
      sqlVersionBlocks(version, index, question, admission.condition, lists, mayMergeStates),
    )
    const params = {
      identifiers: question.identifiers,
      ...rangeParams(question.period),
      ...admission.params,
      ...question.events?.params,
    }
    const rows: QuantityRow[] = []
    const blocks = parts.flatMap((part) => part.blocks)
    const bytesOf = (block: Sql) => bytesOfText(block) + BYTES_FOR_INSTANT * lists.countIn(block)
    for (const some of packBlocks(blocks, bytesOf)) {
      const products = joinSql(some, '\nUNION ALL\n')
      const own = { ...params, ...lists.usedIn(products) }
      // One by one, as a call takes no list of a hundred thousand.
      for (const row of await warehouse.runLimited(sqlQuantities, own, { products })) rows.push(row)
    }
    return parts.flatMap(({ segments }, index) => {
      const own = foundIn(
        versions,
        rows.filter((row) => row.product_number === index),
      )
      return segments === null
        ? own
        : own.map(([product, series]) => [product, withVanished(series, segments)] as const)
    })
  }
  return read(true).catch((error: unknown) => {
    if (!(error instanceof LimitedQueryError) || error.fault === 'seconds') throw error
    return read(false)
  })
}
