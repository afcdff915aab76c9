import { asDecimal, asTimestamp } from './coerce.ts'
import { CONVERSIONS } from './conversion-operations.ts'
import { call, literal } from './make-expr.ts'
import { refused, shown } from './refusals.ts'
import type { SqlPosition, SqlType } from './sql-metric.ts'
import type { Name } from './syntax.ts'
import type { Expr } from './typed-tree.ts'

type Target = SqlType | 'integer'

const TARGETS: Readonly<Record<string, Target>> = {
  numeric: 'decimal',
  decimal: 'decimal',
  integer: 'integer',
  int: 'integer',
  bigint: 'integer',
  text: 'text',
  varchar: 'text',
  boolean: 'boolean',
  bool: 'boolean',
  timestamp: 'timestamp',
}

/** `CAST(expr AS target)`: what cannot be read as the target is NULL (semantics 16 and 17). */
export function castTo(expr: Expr, target: Name, position: SqlPosition): Expr {
  const name = target.text.toLowerCase()
  const type = Object.hasOwn(TARGETS, name) ? TARGETS[name] : undefined
  if (type === undefined) {
    throw refused(
      'not_supported',
      target.position,
      `the type ${shown(target.text)}`,
      'allowed: numeric, integer, text, boolean, timestamp',
    )
  }
  const from = expr.type === 'property' ? 'text' : expr.type
  if (from === 'null') return literal(null, type === 'integer' ? 'decimal' : type, position)
  if (type === 'text') return toText(expr, position)
  if (type === 'decimal') return toNumber(expr, position)
  if (type === 'integer')
    return call(CONVERSIONS.truncate, [toNumber(expr, position)], 'decimal', position, expr.isSmall)
  if (from === type) return expr
  if (type === 'boolean' && from === 'text')
    return call(CONVERSIONS.textToBoolean, [expr], 'boolean', position)
  if (type === 'boolean' && from === 'decimal')
    return call(CONVERSIONS.numberToBoolean, [expr], 'boolean', position)
  if (type === 'timestamp' && from === 'text') {
    if (expr.kind === 'literal') return asTimestamp(expr, 'CAST')
    return call(CONVERSIONS.textToTimestamp, [expr], 'timestamp', position)
  }
  throw refused(
    'wrong_type',
    position,
    `a ${from === 'decimal' ? 'number' : from} cannot be cast to ${name}`,
    'cast texts, or use extract',
  )
}

function toText(expr: Expr, position: SqlPosition): Expr {
  switch (expr.type) {
    case 'text':
    case 'null':
      return { ...expr, type: 'text' }
    case 'property':
      return call(CONVERSIONS.propertyToText, [expr], 'text', position)
    case 'decimal':
      return call(CONVERSIONS.numberToText, [expr], 'text', position)
    case 'boolean':
      return call(CONVERSIONS.booleanToText, [expr], 'text', position)
    case 'timestamp':
      return call(CONVERSIONS.timestampToText, [expr], 'text', position)
  }
}

function toNumber(expr: Expr, position: SqlPosition): Expr {
  return expr.type === 'boolean'
    ? call(CONVERSIONS.booleanToNumber, [expr], 'decimal', position, true)
    : asDecimal(expr, 'CAST')
}
