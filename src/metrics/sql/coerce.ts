import { CONVERSIONS } from './conversion-operations.ts'
import { call, literal } from './make-expr.ts'
import { numberLiteralText, timestampLiteralText } from './parse-literal.ts'
import { refused, shown } from './refusals.ts'
import type { Expr, ExprType } from './typed-tree.ts'

const TIMESTAMP_FORMS = "RFC 3339, '2024-08-01' or '2024-08-01 10:30:00'"

/**
 * An expression as a number: texts are read as exact decimals, NULL where they are not one (semantics 17).
 * @param what names the place that needs it, for the message.
 */
export function asDecimal(expr: Expr, what: string): Expr {
  if (expr.type === 'decimal') return expr
  if (expr.type === 'null') return literal(null, 'decimal', expr.position)
  if (expr.type !== 'text' && expr.type !== 'property') {
    throw refused(
      'wrong_type',
      expr.position,
      `${what} needs a number and meets a ${expr.type}`,
      'a number or a text fits',
    )
  }
  if (expr.kind === 'literal') {
    const text = typeof expr.value === 'string' ? numberLiteralText(expr.value) : null
    if (text === null)
      throw refused(
        'bad_literal',
        expr.position,
        `${shown(String(expr.value))} is not a number`,
        "such as '1.5'",
      )
    return literal(text, 'decimal', expr.position)
  }
  if (expr.kind === 'column') {
    expr.numbers.add(expr.column)
    return { ...expr, type: 'decimal', source: expr, key: `${expr.key}#`, isSmall: true }
  }
  return call(CONVERSIONS.readNumber, [expr], 'decimal', expr.position, true)
}

/** An expression as a text, where only one fits. */
export function asText(expr: Expr, what: string): Expr {
  if (expr.type === 'text' || expr.type === 'property') return expr
  if (expr.type === 'null') return literal(null, 'text', expr.position)
  throw refused(
    'wrong_type',
    expr.position,
    `${what} needs a text and meets a ${named(expr.type)}`,
    'write CAST(… AS text)',
  )
}

/** An expression as a condition, where only one fits. */
export function asBoolean(expr: Expr, what: string): Expr {
  if (expr.type === 'boolean') return expr
  if (expr.type === 'null') return literal(null, 'boolean', expr.position)
  throw refused(
    'wrong_type',
    expr.position,
    `${what} needs a condition and meets a ${named(expr.type)}`,
    "write one, such as properties.paid = 'true'",
  )
}

/** An expression as a timestamp; a text literal is read as one. */
export function asTimestamp(expr: Expr, what: string): Expr {
  if (expr.type === 'timestamp') return expr
  if (expr.type === 'null') return literal(null, 'timestamp', expr.position)
  if (expr.kind === 'literal' && typeof expr.value === 'string' && expr.type === 'text') {
    const text = timestampLiteralText(expr.value)
    if (text === null)
      throw refused('bad_literal', expr.position, `${shown(expr.value)} is not a timestamp`, TIMESTAMP_FORMS)
    return literal(text, 'timestamp', expr.position)
  }
  throw refused(
    'wrong_type',
    expr.position,
    `${what} needs a timestamp and meets a ${named(expr.type)}`,
    'write CAST(… AS timestamp)',
  )
}

/** An expression as one of a type, for the results of CASE, COALESCE, UNION and the like. */
export function asType(expr: Expr, type: ExprType, what: string): Expr {
  switch (type) {
    case 'decimal':
      return asDecimal(expr, what)
    case 'timestamp':
      return asTimestamp(expr, what)
    case 'boolean':
      return asBoolean(expr, what)
    case 'text':
    case 'property':
      return expr.type === 'null' ? literal(null, type, expr.position) : { ...asText(expr, what), type }
    case 'null':
      return expr
  }
}

/**
 * The type that all fit: numbers win over texts, which are then read as numbers; a timestamp takes text literals.
 * @throws RefusedSql where there is none.
 */
export function commonType(exprs: readonly Expr[], what: string): ExprType {
  const types = new Set(exprs.map((expr) => expr.type).filter((type) => type !== 'null'))
  const [first, ...others] = types
  if (first === undefined) return 'null'
  if (others.length === 0) return first
  const isTextual = (type: ExprType) => type === 'text' || type === 'property'
  if ([...types].every((type) => type === 'decimal' || isTextual(type))) {
    if (types.has('decimal')) return 'decimal'
    // '' beside a property leaves it a property; a text of another making makes a text of both.
    return exprs.every((expr) => expr.type !== 'text' || expr.kind === 'literal') ? 'property' : 'text'
  }
  if ([...types].every((type) => type === 'timestamp' || isTextual(type))) return 'timestamp'
  const odd = exprs.find((expr) => expr.type !== 'null' && expr.type !== first) ?? exprs[0]
  throw refused(
    'wrong_type',
    odd?.position ?? null,
    `${what} mixes ${[...types].map(named).join(' and ')}`,
    'use CAST to make them one type',
  )
}

/** All expressions as the type they have in common. */
export function unify(exprs: readonly Expr[], what: string): { type: ExprType; exprs: Expr[] } {
  const type = commonType(exprs, what)
  return { type, exprs: exprs.map((expr) => asType(expr, type, what)) }
}

function named(type: ExprType): string {
  return type === 'decimal' ? 'number' : type
}
