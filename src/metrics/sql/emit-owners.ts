import { identifier, integerLiteral, joinSql, sql, type Sql } from '../../kernel/sql.ts'
import type { FromTree } from './typed-tree.ts'

/** Whose rows a query for many customers at once keeps apart: each customer's as if it were alone. */
export interface Owners {
  /** A column of the source that says whose an event is: a `UInt32` from 1 to `count`. */
  column: Sql
  count: number
}

/** The column of every layer of such a query that says whose a row is. */
export const OWNER = identifier('k0')

/** Whose a row of a FROM is. Where a FULL JOIN leaves one side out, its number is 0. */
export function ownerOfTree(from: FromTree): Sql {
  if (from.kind === 'relation') return sql`${identifier(`t${from.relation.id}`)}.${OWNER}`
  const [left, right] = [ownerOfTree(from.left), ownerOfTree(from.right)]
  if (from.type === 'FULL') return sql`greatest(${left}, ${right})`
  return from.type === 'RIGHT' ? right : left
}

/** Every owner once, whether or not it has events. */
export function emitEachOwner({ count }: Owners): Sql {
  return sql`SELECT toUInt32(arrayJoin(range(1, ${integerLiteral(count + 1)}))) AS ${OWNER}`
}

/** A query's columns for every owner: NULL, 0 or empty where the query has no row of it. */
export function emitForEachOwner(owners: Owners, query: Sql, columns: readonly Sql[]): Sql {
  const values = columns.map((column) => sql`found.${column} AS ${column}`)
  const all = sql`every.${OWNER} AS ${OWNER}`
  return sql`SELECT ${joinSql([all, ...values], ', ')} FROM (${emitEachOwner(owners)}) AS every LEFT JOIN (${query}) AS found ON every.${OWNER} = found.${OWNER}`
}

/**
 * What a query gives for one owner, in place of a value; a query with several rows of an owner fails.
 * @param columns the one that is the value, or several, for a tuple of them.
 */
export function emitOwnersValue(owners: Owners, query: Sql, columns: readonly Sql[], owner: Sql): Sql {
  const rows = emitForEachOwner(owners, query, columns)
  const [only, ...others] = columns
  const value = only !== undefined && others.length === 0 ? only : sql`tuple(${joinSql(columns, ', ')})`
  // An array that is computed once, and read by the owner's number: a join would be one more for each subquery.
  const values = sql`SELECT arrayMap(r -> tupleElement(r, 2), arraySort(r -> tupleElement(r, 1), groupArray(tuple(${OWNER}, ${value})))) FROM (${rows}) HAVING throwIf(count() > ${integerLiteral(owners.count)}, 'a subquery in place of a value gives more than one row') = 0`
  return sql`(${values})[${owner}]`
}
