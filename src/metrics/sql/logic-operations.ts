import { joinSql, sql, type Sql } from '../../kernel/sql.ts'
import type { BinaryOperator } from './syntax.ts'
import type { Operation } from './typed-tree.ts'

const NONE = sql`NULL`

export type Comparison = Exclude<BinaryOperator, '+' | '-' | '*' | '/' | '||' | 'AND' | 'OR'>

const symbols: Readonly<Record<Comparison, (a: Sql, b: Sql) => Sql>> = {
  '=': (a, b) => sql`(${a} = ${b})`,
  '<>': (a, b) => sql`(${a} <> ${b})`,
  '<': (a, b) => sql`(${a} < ${b})`,
  '>': (a, b) => sql`(${a} > ${b})`,
  '<=': (a, b) => sql`(${a} <= ${b})`,
  '>=': (a, b) => sql`(${a} >= ${b})`,
}

/** `=`, `<` and the like; NULL where a side is. */
export function comparison(operator: Comparison): Operation {
  const emit = symbols[operator]
  return { name: operator, mode: 'plain', length: 8, emit: ([a = NONE, b = NONE]) => emit(a, b) }
}

/** Conditions and choices; the engine's AND, OR, NOT and multiIf follow three-valued logic as PostgreSQL's do. */
export const LOGIC = {
  and: { name: 'and', mode: 'plain', emit: (args) => sql`(${joinSql(args, ' AND ')})` },
  or: { name: 'or', mode: 'plain', emit: (args) => sql`or(${joinSql(args, ', ')})` },
  not: { name: 'not', mode: 'plain', emit: ([a = NONE]) => sql`not(${a})` },
  isNull: { name: 'is_null', mode: 'plain', emit: ([a = NONE]) => sql`isNull(${a})` },
  between: {
    name: 'between',
    mode: 'bound',
    emit: ([value = NONE, low = NONE, high = NONE]) => sql`(${value} >= ${low} AND ${value} <= ${high})`,
  },
  /** The engine's IN takes a NULL in the list for "no"; equalities do not. */
  inAny: {
    name: 'in',
    mode: 'bound',
    emit: ([value = NONE, ...items]) =>
      items.length === 1
        ? sql`(${value} = ${items[0] ?? NONE})`
        : sql`or(${joinSql(
            items.map((item) => sql`${value} = ${item}`),
            ', ',
          )})`,
  },
  /** Literals only, none NULL; there the engine's IN is PostgreSQL's. */
  inLiterals: {
    name: 'in_literals',
    mode: 'plain',
    emit: ([value = NONE, ...items]) => sql`(${value} IN (${joinSql(items, ', ')}))`,
  },
  /** Pairs of condition and result, then the result for neither. */
  choose: { name: 'case', mode: 'plain', emit: (args) => sql`multiIf(${joinSql(args, ', ')})` },
  /** The operand, pairs of value and result, then the result for neither. */
  chooseEqual: {
    name: 'case_of',
    mode: 'bound',
    emit: ([operand = NONE, ...args]) =>
      sql`multiIf(${joinSql(
        args.map((arg, index) =>
          index % 2 === 0 && index < args.length - 1 ? sql`${operand} = ${arg}` : arg,
        ),
        ', ',
      )})`,
  },
  coalesce: { name: 'coalesce', mode: 'plain', emit: (args) => sql`coalesce(${joinSql(args, ', ')})` },
  nullIf: {
    name: 'nullif',
    mode: 'bound',
    emit: ([a = NONE, b = NONE]) => sql`if(ifNull(${a} = ${b}, false), NULL, ${a})`,
  },
  greatest: { name: 'greatest', mode: 'plain', emit: (args) => sql`greatest(${joinSql(args, ', ')})` },
  least: { name: 'least', mode: 'plain', emit: (args) => sql`least(${joinSql(args, ', ')})` },
} satisfies Record<string, Operation>
