import {
  identifier,
  instantLiteral,
  integerLiteral,
  joinSql,
  parameter,
  sql,
  stringLiteral,
  type Sql,
} from '../../kernel/sql.ts'
import type { Window } from '../../kernel/window.ts'
import { emitGroupTexts } from './emit-group-texts.ts'
import { parameterScope, withSource } from './emit-source.ts'
import type { SqlMetric } from './sql-metric.ts'

/** An SQL metric, the events it sees, and the columns by which its rows are to be told apart. */
export interface ResultRequest {
  metric: SqlMetric
  afterSequence: number | null
  /** Names of columns besides the quantity. */
  groupKey: readonly string[]
}

/** One customer in one window. */
export interface ResultPlace {
  customerId: string
  /** The parameter that holds the customer's identifiers. */
  identifiers: Sql
  window: Window
}

/**
 * Writes the rows of a single aggregation for many customers and windows at once: owner_id, window_number, groups and
 * quantity. Its parameters are identifiers and owners, two lists of the same length, window_ms, range_from and range_to.
 */
export function emitRowsByKeys(request: ResultRequest): Sql {
  const { metric, afterSequence } = request
  const scope = parameterScope(afterSequence)
  const keys = [
    {
      name: OWNER,
      value: sql`transform(customer_id, ${parameter('identifiers', 'Array(String)')}, ${parameter('owners', 'Array(String)')}, '')`,
    },
    {
      name: WINDOW,
      value: sql`intDiv(toUnixTimestamp64Milli(timestamp), ${parameter('window_ms', 'Int64')})`,
    },
  ]
  const emit = (source: Sql) => metric.emitByKeys(source, [OWNER, WINDOW])
  return emitRows(request, OWNER, WINDOW, withSource(scope, emit, keys))
}

/** Writes the same rows for some customers and windows, each evaluated by itself. */
export function emitRowsOfPlaces(request: ResultRequest, places: readonly ResultPlace[]): Sql {
  const blocks = places.map(({ customerId, identifiers, window }) => {
    const scope = {
      identifiers,
      from: instantLiteral(window.from),
      to: instantLiteral(window.to),
      afterSequence: request.afterSequence,
    }
    const number = sql`toInt64(${integerLiteral(window.number)})`
    const result = withSource(scope, (source) => request.metric.emit(source))
    return emitRows(request, stringLiteral(customerId), number, result)
  })
  return joinSql(blocks, '\nUNION ALL\n')
}

const OWNER = identifier('owner_id')
const WINDOW = identifier('window_number')

function emitRows({ metric, groupKey }: ResultRequest, owner: Sql, window: Sql, result: Sql): Sql {
  const quantity = identifier(`column_${metric.valueIndex}`)
  return sql`SELECT ${owner} AS ${OWNER}, ${window} AS ${WINDOW}, ${emitGroupTexts(metric, groupKey)} AS groups, ${quantity} AS quantity
FROM
(
${result}
)`
}
