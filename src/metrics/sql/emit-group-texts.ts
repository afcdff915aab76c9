import { identifier, joinSql, sql, type Sql } from '../../kernel/sql.ts'
import { CONVERSIONS } from './conversion-operations.ts'
import type { SqlMetric, SqlType } from './sql-metric.ts'

/**
 * The texts of some columns of a metric's result, as `Array(Nullable(String))` in the order of the key.
 * @param groupKey names of columns besides the quantity.
 * @param prefix `before` for the row before, where there is one (`emitRunningPairs`).
 * @throws RangeError on a name that the metric has no column of.
 */
export function emitGroupTexts(
  { columns }: SqlMetric,
  groupKey: readonly string[],
  prefix: 'column' | 'before' = 'column',
): Sql {
  if (groupKey.length === 0) return sql`CAST([], 'Array(Nullable(String))')`
  const texts = groupKey.map((name) => {
    const index = columns.findIndex((column) => column.name === name)
    const column = columns[index]
    if (column === undefined) throw new RangeError(`the metric has no column ${name}`)
    return sql`CAST(${emitText(column.type, identifier(`${prefix}_${index}`))} AS Nullable(String))`
  })
  return sql`[${joinSql(texts, ', ')}]`
}

/** A column's text, as CAST to text has it. */
function emitText(type: SqlType, column: Sql): Sql {
  switch (type) {
    case 'text':
      return column
    case 'decimal':
      return CONVERSIONS.numberToText.emit([column])
    case 'timestamp':
      return CONVERSIONS.timestampToText.emit([column])
    case 'boolean':
      return CONVERSIONS.booleanToText.emit([column])
  }
}
