import { identifier, integerLiteral, joinSql, sql, stringList, type Sql } from '../kernel/sql.ts'
import { UNREAD, emitNumberOfPlain } from './emit-number.ts'
import {
  emitGroupColumn,
  emitPropertyPlainNumber,
  emitPropertyText,
  groupColumn,
  hasColumn,
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

/** How usage and invoices read a metric's events where their numbers are written plainly. */
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
  const { value } = tree
  if (value === null) return { matched: emitConditions(tree, stored), value: ONE, unread: NOTHING }
  const isNumber = value.kind === 'property_number'
  const read = emitRead(value, stored)
  // Read from the map it is a long expression, which the engine would analyze at each place: so it is named at the first.
  const isNamed = !hasColumn(value.name, isNumber ? 'number' : 'text', stored)
  const [first, again] = isNamed ? [sql`${read} AS read_value`, sql`read_value`] : [read, read]
  return {
    matched: emitConditions(tree, stored, first),
    value: again,
    unread: isNumber ? sql`countIf(${again} = ${UNREAD})` : NOTHING,
  }
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
WHERE ${emitConditions(tree, stored, tree.value === null ? null : emitRead(tree.value, stored))}`
}

/** @param read what an event brings; null where it brings itself. */
function emitConditions({ conditions }: MetricTree, stored: StoredColumns, read: Sql | null = null): Sql {
  const all = conditions.map((condition) => emitCondition(condition, stored))
  if (read !== null) all.push(sql`isNotNull(${read})`)
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
