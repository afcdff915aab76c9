import { integerLiteral, sql, stringLiteral, type Sql } from '../../kernel/sql.ts'
import type { Expr } from './typed-tree.ts'

/**
 * The engine's exact product and quotient go digit by digit, 20 to 60 µs each. Its plain ones are as exact on the whole
 * numbers behind the decimals, a hundred times as fast, and wrap past 5.7 × 10^76: so only where they cannot come there.
 */
const WHOLE_DIGITS = 76
const SCALE = 20
const NUMBER_DIGITS = WHOLE_DIGITS - SCALE
// Decimals that have not overflown are below 5.8 × 10^56.
const UNKNOWN_DIGITS = NUMBER_DIGITS + 1
const SMALL_DIGITS = 38
// Both sides of a product of 40 fractional digits, and a dividend that gets 20 more.
const FACTOR_BELOW = sql`toDecimal256('1e18', 20)`
const DIVIDEND_DIGITS = NUMBER_DIGITS - SCALE
const DIVIDEND_BELOW = sql`toDecimal256('1e36', 20)`
const ONE = sql`toDecimal256(1, 20)`

/** `multiplyDecimal(a, b, 20)` for numbers that are not NULL: a literal in its own scale, others by size. */
export function quickProduct([a, b]: readonly [Sql, Sql], [left, right]: readonly Expr[]): Sql {
  return timesLiteral(a, left, right) ?? timesLiteral(b, right, left) ?? productBySize(a, b)
}

/** The same for any expressions, each written once; the engine's function has the rows where one is large. */
export function productBySize(a: Sql, b: Sql): Sql {
  const largest = sql`greatest(abs(p), abs(q))`
  const large = sql`arrayMap(r -> multiplyDecimal(r, q, 20), arrayResize([p], ${largest} >= ${FACTOR_BELOW}))[1]`
  return sql`arrayMap((p, q) -> toDecimal256(p * (${largest} < ${FACTOR_BELOW}) * q, 20) + ${large}, [${a}], [${b}])[1]`
}

/** `divideDecimal(a, b, 20)` for numbers that are not NULL, and NULL where b is 0. @param names short ones. */
export function quickQuotient([a, b]: readonly [Sql, Sql], [left, right]: readonly Expr[]): Sql {
  const literal = literalOf(right)
  if (literal !== null && literal.digits > 0 && digitsOf(left) + literal.scale <= NUMBER_DIGITS)
    return sql`(${a} / ${literal.text})`
  const divisor = sql`if(${b} = 0, ${ONE}, ${b})`
  if (digitsOf(left) <= DIVIDEND_DIGITS) return sql`if(${b} = 0, NULL, ${a} / ${divisor})`
  const large = sql`arrayMap(r -> divideDecimal(r, ${divisor}, 20), arrayResize([${a}], abs(${a}) >= ${DIVIDEND_BELOW}))[1]`
  return sql`if(${b} = 0, NULL, ${a} * (abs(${a}) < ${DIVIDEND_BELOW}) / ${divisor} + ${large})`
}

/** Null where the whole numbers behind the product could have more than 76 digits. */
function timesLiteral(a: Sql, left: Expr | undefined, right: Expr | undefined): Sql | null {
  const literal = literalOf(right)
  if (literal === null || digitsOf(left) + literal.digits > NUMBER_DIGITS) return null
  return literal.scale === 0 ? sql`(${a} * ${literal.text})` : sql`toDecimal256(${a} * ${literal.text}, 20)`
}

/** A literal of no more fractional digits than are written, and how many digits those are; 0 has none. */
function literalOf(expr: Expr | undefined): { text: Sql; scale: number; digits: number } | null {
  if (expr?.kind !== 'literal' || typeof expr.value !== 'string') return null
  const [whole = '', fraction = ''] = expr.value.replace('-', '').split('.')
  const scale = fraction.length
  const text = sql`toDecimal256(${stringLiteral(expr.value)}, ${integerLiteral(scale)})`
  return { text, scale, digits: `${whole}${fraction}`.replace(/^0+/, '').length }
}

/** The least n known such that a number is not past 10^n. */
function digitsOf(expr: Expr | undefined): number {
  if (expr === undefined) return UNKNOWN_DIGITS
  const literal = literalOf(expr)
  if (literal !== null) return Math.max(0, literal.digits - literal.scale)
  if (expr.isSmall) return SMALL_DIGITS
  if (expr.kind !== 'call') return UNKNOWN_DIGITS
  const digits = expr.args.map(digitsOf)
  switch (expr.operation.name) {
    case '*':
      return Math.min(
        UNKNOWN_DIGITS,
        digits.reduce((sum, one) => sum + one, 0),
      )
    case '+':
    case '-':
      return Math.min(UNKNOWN_DIGITS, Math.max(...digits) + 1)
    default:
      return UNKNOWN_DIGITS
  }
}
