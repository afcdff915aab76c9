import { asDecimal, asText, asTimestamp, unify } from './coerce.ts'
import { LOGIC } from './logic-operations.ts'
import { call } from './make-expr.ts'
import { ARITHMETIC, toDigits } from './number-operations.ts'
import { refused } from './refusals.ts'
import { castTo } from './resolve-cast.ts'
import type { Call } from './scope.ts'
import { splitPart, TEXTS } from './text-operations.ts'
import { dateDiff, dateTrunc, DIFF_UNITS, TRUNC_UNITS } from './time-operations.ts'
import type { Expr, Operation } from './typed-tree.ts'

interface ScalarFunction {
  /** How many arguments it takes. */
  from: number
  to: number
  /** What it takes, for messages. */
  takes: string
  resolve: (call: Call) => Expr
}

const MANY = 250
const DIGITS_TAKES = 'a number and how many digits, written out, such as 2 or -3'

/** The functions of one row, by name (semantics 16). */
export const SCALAR_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  abs: numeric(ARITHMETIC.abs, 1, true),
  ceil: numeric(ARITHMETIC.ceil, 1, true),
  floor: numeric(ARITHMETIC.floor, 1, true),
  sqrt: numeric(ARITHMETIC.sqrt, 1, true),
  ln: numeric(ARITHMETIC.ln, 1, true),
  exp: numeric(ARITHMETIC.exp, 1, false),
  mod: numeric(ARITHMETIC.mod, 2, true),
  power: numeric(ARITHMETIC.power, 2, false),
  round: digits('round'),
  trunc: digits('trunc'),
  lower: textual(TEXTS.lower, 1),
  upper: textual(TEXTS.upper, 1),
  replace: textual(TEXTS.replace, 3),
  starts_with: textual(TEXTS.startsWith, 2, 'boolean'),
  length: textual(TEXTS.length, 1, 'decimal'),
  concat: {
    from: 1,
    to: MANY,
    takes: 'values',
    resolve: ({ args, position }) =>
      call(
        TEXTS.concat,
        args.map((arg) => castTo(arg, { text: 'text', quoted: false, position }, position)),
        'text',
        position,
      ),
  },
  substring: {
    from: 2,
    to: 3,
    takes: 'a text, the first character and a length',
    resolve: ({ args: [text, ...bounds], name, position }) => {
      const numbers = bounds.map((bound) => asDecimal(bound, name))
      return call(
        TEXTS.substring,
        [...(text === undefined ? [] : [asText(text, name)]), ...numbers],
        'text',
        position,
      )
    },
  },
  split_part: {
    from: 3,
    to: 3,
    takes: "a text, a delimiter such as ',' and a part such as 1 or -1",
    resolve: ({ args, name, position }) => {
      const [text, delimiter, part] = args
      const index = wholeLiteral(part)
      if (
        text === undefined ||
        delimiter?.kind !== 'literal' ||
        typeof delimiter.value !== 'string' ||
        delimiter.value === '' ||
        index === null ||
        index === 0
      ) {
        throw refused(
          'wrong_arguments',
          delimiter?.position ?? position,
          name,
          "a text, a delimiter such as ',' and a part such as 1 or -1, both written out",
        )
      }
      return call(splitPart(delimiter.value, index), [asText(text, name)], 'text', position)
    },
  },
  coalesce: alike(LOGIC.coalesce, 1, 'COALESCE'),
  nullif: {
    from: 2,
    to: 2,
    takes: 'two values',
    resolve: ({ args, position }) => {
      const { type, exprs } = unify(args, 'NULLIF')
      return call(
        LOGIC.nullIf,
        exprs,
        type,
        position,
        exprs.every((expr) => expr.isSmall),
      )
    },
  },
  greatest: extreme(LOGIC.greatest),
  least: extreme(LOGIC.least),
  date_trunc: {
    from: 2,
    to: 2,
    takes: `a unit (${TRUNC_UNITS.join(', ')}) and a timestamp`,
    resolve: ({ args: [unit, time], name, position }) =>
      call(
        dateTrunc(unitOf(unit, TRUNC_UNITS, name, position)),
        time === undefined ? [] : [asTimestamp(time, name)],
        'timestamp',
        position,
      ),
  },
  date_diff: {
    from: 3,
    to: 3,
    takes: `a unit (${DIFF_UNITS.join(', ')}) and two timestamps`,
    resolve: ({ args: [unit, ...times], name, position }) =>
      call(
        dateDiff(unitOf(unit, DIFF_UNITS, name, position)),
        times.map((time) => asTimestamp(time, name)),
        'decimal',
        position,
        true,
      ),
  },
}

function numeric(operation: Operation, count: number, keepsSmall: boolean): ScalarFunction {
  return {
    from: count,
    to: count,
    takes: count === 1 ? 'a number' : 'two numbers',
    resolve: ({ args, name, position }) => {
      const numbers = args.map((arg) => asDecimal(arg, name))
      return call(
        operation,
        numbers,
        'decimal',
        position,
        keepsSmall && numbers.every((number) => number.isSmall),
      )
    },
  }
}

function digits(name: 'round' | 'trunc'): ScalarFunction {
  return {
    from: 1,
    to: 2,
    takes: DIGITS_TAKES,
    resolve: ({ args: [number, places], position }) => {
      const count = places === undefined ? 0 : wholeLiteral(places)
      if (number === undefined || count === null) {
        throw refused('wrong_arguments', places?.position ?? position, name, DIGITS_TAKES)
      }
      const value = asDecimal(number, name)
      return call(toDigits(name, count), [value], 'decimal', position, value.isSmall)
    },
  }
}

function textual(
  operation: Operation,
  count: number,
  type: 'text' | 'decimal' | 'boolean' = 'text',
): ScalarFunction {
  return {
    from: count,
    to: count,
    takes: ['a text', 'two texts', 'three texts'][count - 1] ?? 'texts',
    resolve: ({ args, name, position }) =>
      call(
        operation,
        args.map((arg) => asText(arg, name)),
        type,
        position,
        type === 'decimal',
      ),
  }
}

function alike(operation: Operation, from: number, what: string): ScalarFunction {
  return {
    from,
    to: MANY,
    takes: 'values of one type',
    resolve: ({ args, position }) => {
      const { type, exprs } = unify(args, what)
      return call(
        operation,
        exprs,
        type,
        position,
        exprs.every((expr) => expr.isSmall),
      )
    },
  }
}

/** GREATEST and LEAST: of properties, numbers; NULLs are ignored. */
function extreme(operation: Operation): ScalarFunction {
  const { from, to, takes, resolve } = alike(operation, 1, operation.name.toUpperCase())
  return {
    from,
    to,
    takes,
    resolve: (asked) => {
      const hasProperty = asked.args.some((arg) => arg.type === 'property')
      const args = hasProperty ? asked.args.map((arg) => asDecimal(arg, operation.name)) : asked.args
      const boolean = args.find((arg) => arg.type === 'boolean')
      if (boolean !== undefined) {
        throw refused(
          'wrong_type',
          boolean.position,
          `${operation.name} does not compare booleans`,
          'it takes numbers, texts or timestamps',
        )
      }
      return resolve({ ...asked, args })
    },
  }
}

function unitOf<Unit extends string>(
  expr: Expr | undefined,
  units: readonly Unit[],
  name: string,
  position: Call['position'],
): Unit {
  const text = expr?.kind === 'literal' && typeof expr.value === 'string' ? expr.value.toLowerCase() : null
  const unit = units.find((candidate) => candidate === text)
  if (unit === undefined) {
    throw refused(
      'wrong_arguments',
      expr?.position ?? position,
      name,
      `a unit written out first, one of ${units.map((one) => `'${one}'`).join(', ')}`,
    )
  }
  return unit
}

/** A whole number that is written out; null for anything else. */
export function wholeLiteral(expr: Expr | undefined): number | null {
  if (expr?.kind !== 'literal' || expr.type !== 'decimal' || typeof expr.value !== 'string') return null
  return /^-?\d{1,9}$/.test(expr.value) ? Number(expr.value) : null
}
