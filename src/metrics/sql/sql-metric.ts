import type { Sql } from '../../kernel/sql.ts'
import type { Owners } from './emit-owners.ts'

/** What a value is. Numbers are exact decimals, all of them. */
export type SqlType = 'text' | 'decimal' | 'timestamp' | 'boolean'

/** A place in the user's text, both counted from 1. */
export interface SqlPosition {
  line: number
  column: number
}

/** Why a text is refused. */
export interface SqlRefusal {
  /** One of the closed catalogue of codes. */
  code: string
  /** What is wrong and what is allowed instead. */
  message: string
  /** Null where the whole text is meant. */
  position: SqlPosition | null
}

/** A column of a metric's result. */
export interface SqlColumn {
  /** As the user named it. */
  name: string
  type: SqlType
}

/** An SQL metric that was admitted (semantics 15 to 19). */
export interface SqlMetric {
  /** In the result's order; names are distinct. */
  columns: readonly SqlColumn[]
  /** Which column is the quantity. */
  valueIndex: number
  /** Whether it is one aggregation over events, so that many windows and customers can be evaluated in one query. */
  isSingleAggregation: boolean
  /**
   * The query over a source of events, in ClickHouse's SQL. Its columns are named `column_0`, `column_1`, …; the
   * quantity is `Nullable(Decimal(76, 20))`.
   * @param source stands wherever the text says `events`: a table, view or parenthesised query with the columns
   * transaction_id, customer_id, event_type, timestamp and properties of the events table.
   */
  emit(source: Sql): Sql
  /**
   * The same for many customers at once: what `emit` gives over each one's events alone. A customer without events has the
   * rows that the text makes of nothing.
   * @param source has the owners' column, too, which comes first in the result.
   */
  emitByOwners(source: Sql, owners: Owners): Sql
  /**
   * The same for each value of some keys at once. A row for each key value with an event in the source, and for each
   * group of it where the text groups. Only where `isSingleAggregation`.
   * @param source has the keys as columns, too.
   * @param keys plain column names; they come first in the result, before `column_0`.
   */
  emitByKeys(source: Sql, keys: readonly Sql[]): Sql
  /**
   * For each value of the keys but the last, and each value of the last key, the metric over all events up to and
   * including it, from mergeable aggregate states: the running value of, for instance, each hour. A row only where
   * that key value has an event. Only where `isSingleAggregation`.
   */
  emitRunning(source: Sql, keys: readonly Sql[]): Sql
  /**
   * The keys of each event of the source that the metric matches: that any of the text's tables `events` admits, by what
   * the WHERE beside it asks of an event by itself. An event is there once for each such table.
   * @param source has the keys as columns, too.
   */
  emitMatched(source: Sql, keys: readonly Sql[]): Sql
  /**
   * The same rows, each with the columns of the row before it of the same group beside its own, as `before_0`,
   * `before_1`, …, NULL where there is none: what an hour changed.
   */
  emitRunningPairs(source: Sql, keys: readonly Sql[]): Sql
}
