import { identifier, integerLiteral, joinSql, sql, stringList, type Sql } from '../kernel/sql.ts'
import { UNREAD, emitNumberOfPlain } from './emit-number.ts'
import {
  emitGroupColumn,
  emitPropertyPlainNumber,
  emitPropertyText,
  groupColumn,
  type StoredColumns,
} from './property-columns.ts'
import type { Condition, MetricTree, PropertyNumber, PropertyText, Value } from './tree.ts'

/**
 * Writes the SELECT that is a metric's view: each matched event, with the value it brings and the texts that it may be
 * grouped by, in columns named as those that `events` may have (`groupColumn`).
 * @param source what it reads: the table of events, or a query with its columns.
 */
export function emitMetric(tree: MetricTree, stored: StoredColumns, source: Sql = EVENTS): Sql {
  const { value } = tree
  if (value?.kind !== 'property_number') {
    return emitEvents(tree, stored, sql`${value === null ? ONE : emitText(value, stored)} AS value`, source)
  }
  const plain = emitPropertyPlainNumber(value.name, stored)
  const number = emitNumberOfPlain(plain, emitPropertyText(value.name, stored))
  // In a query of its own, so that it is read once, and not for the condition and again for the value.
  const columns = [...EVENT_COLUMNS, ...tree.groupProperties.map(groupColumn)]
  return sql`SELECT ${joinSql(columns, ', ')}, assumeNotNull(number) AS value
FROM (${emitEvents(tree, stored, sql`${number} AS number`, source)})
WHERE isNotNull(number)`
}

/**
 * The same SELECT over `events` where a number that is not plainly written is not taken apart, and its event, whether it
 * brings a number or not, says so in `is_unread`.
 */
export function emitPlainMetric(tree: MetricTree, stored: StoredColumns): Sql {
  const { value } = tree
  if (value?.kind !== 'property_number')
    return sql`SELECT *, false AS is_unread FROM (${emitMetric(tree, stored)})`
  const number = emitPropertyPlainNumber(value.name, stored)
  const columns = sql`assumeNotNull(${number}) AS value, ${number} = ${UNREAD} AS is_unread`
  return emitEvents(tree, stored, columns, EVENTS)
}

/** How usage reads a metric's events where their numbers are written plainly. */
export interface PlainReading {
  /** What an event of `events` must fulfil. */
  matched: Sql
  /** What it brings. */
  value: Sql
  /** Aggregated over them: how many may bring another number, or none. */
  unread: Sql
}

/** Reads a metric's events so that most of them need not be taken apart: `unread` tells of the others. */
export function emitPlainReading(tree: MetricTree, stored: StoredColumns): PlainReading {
  const matched = emitConditions(tree, stored)
  if (tree.value === null) return { matched, value: ONE, unread: NOTHING }
  if (tree.value.kind === 'property') {
    return { matched, value: emitPropertyText(tree.value.name, stored), unread: NOTHING }
  }
  const number = emitPropertyPlainNumber(tree.value.name, stored)
  return { matched, value: number, unread: sql`countIf(${number} = ${UNREAD})` }
}

/** How many events an exact reading leaves unread. */
export const NOTHING = sql`toUInt64(0)`

const ONE = sql`toUInt8(1)`

const EVENTS = sql`events`

const EVENT_COLUMNS = [
  'transaction_id',
  'customer_id',
  'event_type',
  'timestamp',
  'accepted_sequence',
  'properties',
].map(identifier)

function emitEvents(tree: MetricTree, stored: StoredColumns, value: Sql, source: Sql): Sql {
  const groups = tree.groupProperties.map((property) => emitGroupColumn(property, stored))
  return sql`SELECT ${joinSql([...EVENT_COLUMNS, ...groups, value], ', ')}
FROM ${source}
WHERE ${emitConditions(tree, stored)}`
}

function emitConditions(tree: MetricTree, stored: StoredColumns): Sql {
  const { conditions, value } = tree
  const all = conditions.map((condition) => emitCondition(condition, stored))
  if (value !== null) all.push(sql`isNotNull(${emitRead(value, stored)})`)
  return all.length === 0 ? sql`true` : joinSql(all, ' AND ')
}

function emitRead(value: PropertyText | PropertyNumber, stored: StoredColumns): Sql {
  return value.kind === 'property'
    ? emitPropertyText(value.name, stored)
    : emitPropertyPlainNumber(value.name, stored)
}

function emitText({ name }: PropertyText, stored: StoredColumns): Sql {
  return sql`assumeNotNull(${emitPropertyText(name, stored)})`
}

function emitCondition(condition: Condition, stored: StoredColumns): Sql {
  switch (condition.kind) {
    case 'one_of':
      return sql`(${emitValue(condition.value, stored)} IN ${stringList(condition.among)})`
    case 'none_of':
      return emitNoneOf(condition.value, condition.among, stored)
    case 'is_present':
      return sql`isNotNull(${emitValue(condition.value, stored)})`
    case 'is_absent':
      return sql`isNull(${emitValue(condition.value, stored)})`
    case 'accepted_after':
      return sql`(accepted_sequence > ${integerLiteral(condition.sequence)})`
  }
}

function emitValue(value: Value, stored: StoredColumns): Sql {
  return value.kind === 'column' ? identifier(value.name) : emitPropertyText(value.name, stored)
}

function emitNoneOf(value: Value, among: readonly string[], stored: StoredColumns): Sql {
  const operand = emitValue(value, stored)
  const isOther = sql`${operand} NOT IN ${stringList(among)}`
  return value.kind === 'column' ? sql`(${isOther})` : sql`(isNull(${operand}) OR ${isOther})`
}
