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
    { name: WINDOW, value: WINDOW_NUMBER },
  ]
  const emit = (source: Sql) => metric.emitByKeys(source, [OWNER, WINDOW])
  return emitRows(request, OWNER, WINDOW, withSource(scope, emit, keys))
}

/**
 * Writes the same rows of any metric for some customers and windows, each as if by itself, in one pass. Besides those of
 * `emitRowsByKeys`, but owners, its parameters are owner_numbers, whose each identifier is from 0 on, and three lists of the
 * same length: place_keys, which are `placeKey` of each place, place_owners and place_windows.
 */
export function emitRowsByPlaces(request: ResultRequest, placeCount: number): Sql {
  const { metric, afterSequence } = request
  const owner = sql`transform(customer_id, ${parameter('identifiers', 'Array(String)')}, ${parameter('owner_numbers', 'Array(Int64)')}, toInt64(-1))`
  const key = sql`${owner} * ${integerLiteral(PLACE_KEYS)} + ${WINDOW_NUMBER}`
  const keys = parameter('place_keys', 'Array(Int64)')
  const place = {
    name: PLACE,
    value: sql`transform(${key}, ${keys}, arrayEnumerate(${keys}), toUInt32(0))`,
  }
  const owners = { column: PLACE, count: placeCount }
  const scope = parameterScope(afterSequence, sql`${key} IN ${keys}`)
  const result = withSource(scope, (source) => metric.emitByOwners(source, owners), [place])
  const of = (list: Sql) => sql`arrayElement(${list}, ${PLACE})`
  return emitRows(
    request,
    of(parameter('place_owners', 'Array(String)')),
    of(parameter('place_windows', 'Array(Int64)')),
    result,
  )
}

/** What tells a window of a customer from all others. @param ownerNumber as in owner_numbers. */
export function placeKey(ownerNumber: number, windowNumber: number): number {
  return ownerNumber * PLACE_KEYS + windowNumber
}

// More than there are windows: hours from 1970 to the last time that an event may have.
const PLACE_KEYS = 2 ** 32

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
const PLACE = identifier('place_number')

/** The number of the window that an event is in, of windows as long as the parameter window_ms says. */
export const WINDOW_NUMBER = sql`intDiv(toUnixTimestamp64Milli(timestamp), ${parameter('window_ms', 'Int64')})`

function emitRows({ metric, groupKey }: ResultRequest, owner: Sql, window: Sql, result: Sql): Sql {
  const quantity = identifier(`column_${metric.valueIndex}`)
  return sql`SELECT ${owner} AS ${OWNER}, ${window} AS ${WINDOW}, ${emitGroupTexts(metric, groupKey)} AS groups, ${quantity} AS quantity
FROM
(
${result}
)`
}
