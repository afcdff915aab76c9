import { sql, stringLiteral } from '../../kernel/sql.ts'
import { asDecimal } from './coerce.ts'
import { call } from './make-expr.ts'
import { ARITHMETIC, quantile } from './number-operations.ts'
import { refused } from './refusals.ts'
import type { SqlPosition } from './sql-metric.ts'
import type { AggregateName, Expr, ExprType } from './typed-tree.ts'

/** Makes one of the engine's aggregates, over a group or a window. */
export type MakeAggregate = (name: AggregateName, args: readonly Expr[], type: ExprType) => Expr

interface AggregateCall {
  name: string
  args: readonly Expr[]
  distinct: boolean
  position: SqlPosition
  make: MakeAggregate
  /** The time of each row and what decides between equal ones of a value; throws where there is no timestamp. */
  timeOrder(value: Expr): readonly Expr[]
}

/** A function of many rows, and how many arguments it takes. */
export interface AggregateFunction {
  from: number
  to: number
  /** What it takes, for messages. */
  takes: string
  resolve(call: AggregateCall): Expr
}

const QUANTILE_TAKES = 'a number and a fraction from 0 to 1 written out, such as 0.95'

/** The functions of many rows, by name (semantics 16); each skips NULL. */
export const AGGREGATE_FUNCTIONS: Readonly<Record<string, AggregateFunction>> = {
  count: { from: 0, to: 1, takes: 'nothing, * or a value', resolve: count },
  sum: one('a number', (value, asked) => sumOf(asDecimal(value, 'sum'), asked)),
  avg: one('a number', (value, asked) => {
    const number = asDecimal(value, 'avg')
    const counted = call(
      ARITHMETIC.countToNumber,
      [asked.make('count', [number], 'decimal')],
      'decimal',
      asked.position,
    )
    return call(ARITHMETIC.divide, [sumOf(number, asked), counted], 'decimal', asked.position)
  }),
  min: one('a value', (value, asked) => extreme('min', value, asked)),
  max: one('a value', (value, asked) => extreme('max', value, asked)),
  earliest: one('a value', (value, asked) =>
    asked.make('argMin', [value, ...asked.timeOrder(value)], value.type),
  ),
  latest: one('a value', (value, asked) =>
    asked.make('argMax', [value, ...asked.timeOrder(value)], value.type),
  ),
  stddev_pop: one('a number', (value, { make, position }) =>
    call(
      ARITHMETIC.deviation,
      [make('groupArray', [asDecimal(value, 'stddev_pop')], 'decimal')],
      'decimal',
      position,
    ),
  ),
  var_pop: one('a number', (value, { make, position }) =>
    call(
      ARITHMETIC.variance,
      [make('groupArray', [asDecimal(value, 'var_pop')], 'decimal')],
      'decimal',
      position,
    ),
  ),
  quantile: {
    from: 2,
    to: 2,
    takes: QUANTILE_TAKES,
    resolve: ({ args: [value, fraction], make, position }) => {
      const text = fraction?.kind === 'literal' && fraction.type === 'decimal' ? fraction.value : null
      if (value === undefined || typeof text !== 'string' || !/^(?:0(?:\.\d+)?|1)$/.test(text)) {
        throw refused('wrong_arguments', fraction?.position ?? position, 'quantile', QUANTILE_TAKES)
      }
      const number = asDecimal(value, 'quantile')
      const operation = quantile(sql`toDecimal256(${stringLiteral(text)}, 20)`)
      return call(operation, [make('groupArray', [number], 'decimal')], 'decimal', position, number.isSmall)
    },
  },
}

function one(takes: string, resolve: (value: Expr, call: AggregateCall) => Expr): AggregateFunction {
  return {
    from: 1,
    to: 1,
    takes,
    resolve: (asked) => {
      const [value] = asked.args
      if (value === undefined) throw refused('wrong_arguments', asked.position, asked.name, takes)
      return resolve(value, asked)
    },
  }
}

// Values below 10^38 cannot make a sum wrap; for others a float sum tells where the exact one has.
function sumOf(number: Expr, { make, position }: AggregateCall): Expr {
  const sum = make('sum', [number], 'decimal')
  if (number.isSmall) return sum
  return call(ARITHMETIC.checkedSum, [sum, make('sumFloat', [number], 'decimal')], 'decimal', position)
}

function count({ args: [value], distinct, make, position }: AggregateCall): Expr {
  const counted = make(distinct ? 'uniqExact' : 'count', value === undefined ? [] : [value], 'decimal')
  return call(ARITHMETIC.countToNumber, [counted], 'decimal', position, true)
}

/** MIN and MAX: of properties, numbers; of other texts, the order of their bytes. */
function extreme(name: 'min' | 'max', value: Expr, { make }: AggregateCall): Expr {
  if (value.type === 'boolean') {
    throw refused(
      'wrong_type',
      value.position,
      `${name} does not compare booleans`,
      'it takes numbers, texts or timestamps',
    )
  }
  const compared = value.type === 'property' || value.type === 'null' ? asDecimal(value, name) : value
  return { ...make(name, [compared], compared.type), isSmall: compared.isSmall }
}
