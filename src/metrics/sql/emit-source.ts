import { identifier, integerLiteral, joinSql, parameter, sql, type Sql } from '../../kernel/sql.ts'

/** Which events a metric is evaluated over: some customers' in a range. */
export interface SourceScope {
  /** Every text that `customer_id` may hold, an `Array(String)`; null for any. */
  identifiers: Sql | null
  /** The first instant, and the first one after. */
  from: Sql
  to: Sql
  /** Only events that arrived after this one; null for all (semantics 13). */
  afterSequence: number | null
  /** What else an event must fulfil, by its columns; null for nothing. */
  isAdmitted?: Sql | null
  /** What is read in place of the table of events: a query with its columns, in parentheses. */
  events?: Sql
}

/** The scope whose customer and range are the query's parameters. */
export function parameterScope(afterSequence: number | null, isAdmitted: Sql | null = null): SourceScope {
  return {
    identifiers: parameter('identifiers', 'Array(String)'),
    from: parameter('range_from', "DateTime64(6, 'UTC')"),
    to: parameter('range_to', "DateTime64(6, 'UTC')"),
    afterSequence,
    isAdmitted,
  }
}

/**
 * Puts a source of events before a query that reads it by the name `source`, however often it does.
 * @param keys columns that the source has besides those of the events, each with its name.
 * @param spread a list; the source has each event once for each value of it, in a column of that name.
 */
export function withSource(
  { identifiers, from, to, afterSequence, isAdmitted = null, events = sql`events` }: SourceScope,
  emit: (source: Sql) => Sql,
  keys: readonly { value: Sql; name: Sql }[] = [],
  spread: { values: Sql; name: Sql } | null = null,
): Sql {
  const lists = spread === null ? [] : [sql`${spread.values} AS spread`]
  const columns = [...COLUMNS, ...keys.map(({ value, name }) => sql`${value} AS ${name}`), ...lists]
  const customer = identifiers === null ? sql`` : sql`customer_id IN ${identifiers} AND `
  const arrival =
    afterSequence === null ? sql`` : sql` AND accepted_sequence > ${integerLiteral(afterSequence)}`
  const admission = isAdmitted === null ? sql`` : sql` AND ${isAdmitted}`
  const found = sql`SELECT ${joinSql(columns, ', ')}
  FROM ${events}
  WHERE ${customer}timestamp >= ${from} AND timestamp < ${to}${arrival}${admission}`
  return sql`WITH source AS
(
  ${spread === null ? found : emitSpread(found, [...COLUMNS, ...keys.map(({ name }) => name)], spread.name)}
)
${emit(sql`source`)}`
}

/** By the clause, which gives rows as they are used: the function of that name makes all rows of a block of events at once. */
function emitSpread(found: Sql, columns: readonly Sql[], name: Sql): Sql {
  return sql`SELECT ${joinSql([...columns, name], ', ')}
  FROM
  (
  ${found}
  )
  ARRAY JOIN spread AS ${name}`
}

const COLUMNS = ['transaction_id', 'customer_id', 'event_type', 'timestamp', 'properties'].map(identifier)
