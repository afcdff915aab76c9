import { z } from 'zod'
import { sql } from '../../kernel/sql.ts'
import { describeColumns } from '../../metrics/sql/describe-columns.ts'
import type { SqlMetric } from '../../metrics/sql/sql-metric.ts'
import { blameSql } from '../../warehouse/limited-query-error.ts'
import { defineQuery, type NoParams } from '../../warehouse/query.ts'
import type { Warehouse } from '../../warehouse/warehouse.ts'

const describeSqlMetric = defineQuery<NoParams>()(
  'describe-sql-metric',
  z.object({ name: z.string(), type: z.string() }),
)

/**
 * Has the engine confirm what the compiler says of a metric: its columns and their types.
 * @throws Error where they differ, since then one of the two does not understand the text; Problem invalid where the
 * engine cannot take the query in within the limits.
 */
export async function confirmSql(warehouse: Warehouse, metric: SqlMetric): Promise<void> {
  const described = await warehouse
    .runLimited(describeSqlMetric, {}, { metric: metric.emit(sql`events`) })
    .catch((error: unknown) => {
      throw blameSql(error, 'sql: the query')
    })
  const [found, expected] = [described, describeColumns(metric)].map((columns) => JSON.stringify(columns))
  if (found !== expected) throw new Error(`an SQL metric gives ${found}, not ${expected}`)
}
