import {
  identifier,
  integerLiteral,
  joinSql,
  sql,
  stringList,
  stringLiteral,
  type Sql,
} from '../kernel/sql.ts'
import { emitNumber } from './emit-number.ts'
import type { Condition, MetricTree, Value } from './tree.ts'

/** Writes the SELECT that is a metric's view: each matched event, with the value it brings. */
export function emitMetric(tree: MetricTree): Sql {
  const value = tree.value === null ? sql`toUInt8(1)` : sql`assumeNotNull(${emitValue(tree.value)})`
  const where =
    tree.conditions.length === 0 ? sql`true` : joinSql(tree.conditions.map(emitCondition), ' AND ')
  return sql`SELECT transaction_id, customer_id, event_type, timestamp, accepted_sequence, properties, ${value} AS value
FROM events
WHERE ${where}`
}

/** A property's text, null where the property is missing or null. */
export function emitPropertyText(name: string): Sql {
  const key = stringLiteral(name)
  return sql`if(mapContains(properties, ${key}), properties[${key}], NULL)`
}

function emitValue(value: Value): Sql {
  switch (value.kind) {
    case 'column':
      return identifier(value.name)
    case 'property':
      return emitPropertyText(value.name)
    case 'property_number':
      return emitNumber(sql`properties[${stringLiteral(value.name)}]`)
  }
}

function emitCondition(condition: Condition): Sql {
  switch (condition.kind) {
    case 'one_of':
      return sql`(${emitValue(condition.value)} IN ${stringList(condition.among)})`
    case 'none_of':
      return emitNoneOf(condition.value, condition.among)
    case 'is_present':
      return sql`isNotNull(${emitValue(condition.value)})`
    case 'is_absent':
      return sql`isNull(${emitValue(condition.value)})`
    case 'accepted_after':
      return sql`(accepted_sequence > ${integerLiteral(condition.sequence)})`
  }
}

function emitNoneOf(value: Value, among: readonly string[]): Sql {
  const operand = emitValue(value)
  const isOther = sql`${operand} NOT IN ${stringList(among)}`
  return value.kind === 'column' ? sql`(${isOther})` : sql`(isNull(${operand}) OR ${isOther})`
}
