import { sql, type Sql } from '../kernel/sql.ts'
import type { WindowSize } from '../kernel/window.ts'
import { WINDOW_NUMBER } from '../metrics/sql/emit-result-rows.ts'

/**
 * The number of an event's window. The whole of a range is 0: without this column's calculation and grouping the engine
 * answers for a customer's month in five sixths of the time.
 */
export function emitWindowNumber(size: WindowSize): Sql {
  return size === 'NONE' ? sql`toInt64(0)` : WINDOW_NUMBER
}
