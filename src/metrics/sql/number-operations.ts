import { integerLiteral, sql, type Sql } from '../../kernel/sql.ts'
import { productBySize, quickProduct, quickQuotient } from './quick-arithmetic.ts'
import type { Expr, Operation } from './typed-tree.ts'

const NONE = sql`NULL`
const ONE = sql`toDecimal256(1, 20)`

type Emit = (a: Sql, b: Sql) => Sql
const operation = (name: string, mode: Operation['mode'], emit: Emit, length = 60): Operation => ({
  name,
  mode,
  length,
  emit: ([a = NONE, b = NONE]) => emit(a, b),
})
const withQuick = (
  plain: Operation,
  quick: (sides: [Sql, Sql], exprs: readonly Expr[]) => Sql,
): Operation => ({
  ...plain,
  emitQuick: ([a = NONE, b = NONE], exprs) => quick([a, b], exprs),
})

/**
 * Arithmetic on `Decimal(76, 20)`. Overflow throws in the engine, in `+` and `-` too; products and quotients are cut off
 * at 20 digits (semantics 9 and 17). What is undefined (division by zero, the root of -1) is NULL.
 */
export const ARITHMETIC = {
  add: { ...operation('+', 'closed', (a, b) => sql`(${a} + ${b})`), infix: sql`+` },
  subtract: { ...operation('-', 'closed', (a, b) => sql`(${a} - ${b})`), infix: sql`-` },
  multiply: withQuick(
    operation('*', 'closed', (a, b) => sql`multiplyDecimal(${a}, ${b}, 20)`),
    quickProduct,
  ),
  negate: operation('negate', 'closed', (a) => sql`negate(${a})`),
  divide: withQuick(
    operation(
      '/',
      'strict',
      (a, b) => sql`if(${b} = 0, NULL, divideDecimal(${a}, if(${b} = 0, ${ONE}, ${b}), 20))`,
      120,
    ),
    quickQuotient,
  ),
  mod: operation('mod', 'strict', (a, b) => sql`if(${b} = 0, NULL, ${a} % if(${b} = 0, ${ONE}, ${b}))`, 100),
  abs: operation('abs', 'closed', (a) => sql`abs(${a})`),
  ceil: operation('ceil', 'closed', (a) => sql`ceil(${a})`),
  floor: operation('floor', 'closed', (a) => sql`floor(${a})`),
  sqrt: operation(
    'sqrt',
    'strict',
    (a) => sql`if(${a} < 0, NULL, ${fromFloat(sql`sqrt(toFloat64(abs(${a})))`)})`,
    150,
  ),
  ln: operation(
    'ln',
    'strict',
    (a) => sql`if(${a} <= 0, NULL, ${fromFloat(sql`log(toFloat64(if(${a} <= 0, ${ONE}, ${a})))`)})`,
    200,
  ),
  exp: operation('exp', 'strict', (a) => fromFloat(sql`exp(toFloat64(${a}))`), 100),
  power: withQuick(
    operation(
      'power',
      'strict',
      (a, b) => emitPower(a, b, (p, factor) => sql`multiplyDecimal(${p}, ${factor}, 20)`),
      1200,
    ),
    ([a, b]) => emitPower(a, b, productBySize),
  ),
  countToNumber: operation('count_number', 'plain', (a) => sql`toDecimal256(${a}, 20)`),
  /** A sum of numbers that may be past 10^38; the float beside it tells where the exact one has wrapped. */
  checkedSum: operation(
    'checked_sum',
    'bound',
    (sum, float) =>
      sql`if(throwIf(abs(ifNull(${float}, 0)) > 1e55, 'a sum has more than 55 integer digits') = 0, ${sum}, NULL)`,
    160,
  ),
  variance: operation(
    'variance',
    'bound',
    (values) => fromFloatOrNull(sql`arrayReduce('varPop', ${deviations(values)})`, values),
    400,
  ),
  deviation: operation(
    'deviation',
    'bound',
    (values) => fromFloatOrNull(sql`sqrt(arrayReduce('varPop', ${deviations(values)}))`, values),
    400,
  ),
}

/** `round`, half away from zero, or `trunc`, to a number of digits, which may be negative. */
export function toDigits(name: 'round' | 'trunc', digits: number): Operation {
  const clamped = Math.max(-60, Math.min(20, digits))
  const places = clamped < 0 ? sql`-${integerLiteral(-clamped)}` : integerLiteral(clamped)
  return operation(`${name} ${clamped}`, 'closed', (a) =>
    name === 'round' ? sql`round(${a}, ${places})` : sql`trunc(${a}, ${places})`,
  )
}

/**
 * The quantile of an array of numbers, between the two nearest values in proportion, cut off at 20 digits.
 * @param fraction a decimal literal from 0 to 1.
 */
export function quantile(fraction: Sql): Operation {
  const emit: Emit = (values) => {
    const place = sql`multiplyDecimal(toDecimal256(length(v) - 1, 20), ${fraction}, 20)`
    const low = sql`toUInt64(floor(${place}))`
    const share = sql`(${place} - floor(${place}))`
    const high = sql`v[least(${low} + 2, length(v))]`
    const value = sql`v[${low} + 1] + multiplyDecimal(${high} - v[${low} + 1], ${share}, 20)`
    return sql`if(empty(${values}), NULL, arrayMap(v -> ${value}, [if(empty(${values}), [toDecimal256(0, 20)], arraySort(${values}))])[1])`
  }
  return operation(`quantile ${fraction.text}`, 'bound', emit, 900)
}

/**
 * A double as a decimal of 15 significant digits, which hides the noise of its last ones. Infinity becomes a number
 * that the engine refuses as too large.
 */
function fromFloat(float: Sql): Sql {
  return sql`toDecimal256(printf('%.14e', least(${float}, 1e60)), 20)`
}

function fromFloatOrNull(float: Sql, values: Sql): Sql {
  return sql`if(empty(${values}), NULL, ${fromFloat(sql`if(empty(${values}), 0, ${float})`)})`
}

// Exact differences from the mean first: doubles alone would lose the digits of large numbers close together. In order,
// as their last digits depend on it.
function deviations(values: Sql): Sql {
  const mean = sql`divideDecimal(arraySum(v), toDecimal256(length(v), 20), 20)`
  return sql`arrayMap(v -> arrayMap((x, m) -> toFloat64(x - m), v, arrayWithConstant(length(v), ${mean})), [if(empty(${values}), [toDecimal256(0, 20)], arraySort(${values}))])[1]`
}

// Whole exponents up to 1,000 are exact products, of the inverse where the base is below 1, lest digits be lost.
function emitPower(base: Sql, exponent: Sql, times: Emit): Sql {
  const isWhole = sql`(${exponent} = trunc(${exponent}) AND abs(${exponent}) <= 1000)`
  const steps = sql`range(if(${isWhole}, toUInt64(abs(${exponent})), 0))`
  const product = (factor: Sql) => sql`arrayFold((u, i) -> ${times(sql`u`, factor)}, ${steps}, ${ONE})`
  const inverse = (number: Sql) => sql`(${ONE} / if(${number} = 0, ${ONE}, ${number}))`
  const isInverse = sql`(${exponent} < 0 AND abs(${base}) < 1)`
  const factor = sql`if(${isInverse}, ${inverse(base)}, ${base})`
  const whole = sql`arrayMap(p -> if(${exponent} < 0 AND abs(${base}) >= 1, ${inverse(sql`p`)}, p), [${product(factor)}])[1]`
  const float = fromFloat(
    sql`if(${base} > 0 AND NOT ${isWhole}, pow(toFloat64(${base}), toFloat64(${exponent})), 0)`,
  )
  return sql`multiIf(${base} = 0 AND ${exponent} < 0, NULL, ${isWhole}, ${whole}, ${base} < 0, NULL, ${float})`
}
