import { joinSql, sql, type Sql } from '../../kernel/sql.ts'
import type { AggregateName } from './typed-tree.ts'

/** Plainly, only of rows where a condition holds, as a state that can be merged, or merged from such states. */
export type AggregateForm = 'plain' | 'if' | 'state' | 'if_state' | 'merge' | 'if_merge'

const FORMS: Readonly<Record<AggregateForm, Sql>> = {
  plain: sql``,
  if: sql`If`,
  state: sql`State`,
  if_state: sql`IfState`,
  merge: sql`Merge`,
  if_merge: sql`IfMerge`,
}

const NAMES: Readonly<Record<AggregateName, Sql>> = {
  count: sql`count`,
  sum: sql`sum`,
  sumFloat: sql`sum`,
  min: sql`min`,
  max: sql`max`,
  uniqExact: sql`uniqExact`,
  groupArray: sql`groupArray`,
  argMin: sql`argMin`,
  argMax: sql`argMax`,
}

/**
 * Writes a call of one of the engine's aggregates.
 * @param values for argMin and argMax the value, then what orders it; for the `if` forms the condition comes last.
 */
export function emitAggregateCall(name: AggregateName, values: readonly Sql[], form: AggregateForm): Sql {
  return sql`${NAMES[name]}${FORMS[form]}(${joinSql(form.endsWith('merge') ? values : shaped(name, values, form), ', ')})`
}

function shaped(name: AggregateName, values: readonly Sql[], form: AggregateForm): readonly Sql[] {
  const condition = form.startsWith('if') ? values.slice(-1) : []
  const [value, ...order] = form.startsWith('if') ? values.slice(0, -1) : values
  if (value === undefined) return condition
  if (name === 'sumFloat') return [sql`toFloat64(${value})`, ...condition]
  if (name === 'argMin' || name === 'argMax') {
    // What is ordered by never is NULL in the rows that count: NULL times come first in argMin and last in neither.
    return [value, sql`tuple(${joinSql(order, ', ')})`, ...condition]
  }
  return [value, ...condition]
}
