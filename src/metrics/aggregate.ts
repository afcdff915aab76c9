import { sql, type Sql } from '../kernel/sql.ts'
import type { Aggregation } from './definition.ts'

/** The aggregate over events, as exact text (semantics 9 and 11). @param value what each brings. */
export function emitAggregate(aggregation: Aggregation, value: Sql = sql`value`): Sql {
  return sql`toString(${aggregate(aggregation, value)})`
}

function aggregate(aggregation: Aggregation, value: Sql): Sql {
  switch (aggregation) {
    case 'COUNT':
      return sql`count()`
    case 'SUM':
      return sql`sum(${value})`
    case 'MAX':
      return sql`max(${value})`
    case 'UNIQUE':
      return sql`uniqExact(${value})`
    case 'LATEST':
      return sql`argMax(${value}, (timestamp, transaction_id))`
  }
}

/** The aggregate over those events that fulfil a condition, as a number; 0 where none does. */
export function emitAggregateIf(aggregation: Aggregation, condition: Sql): Sql {
  switch (aggregation) {
    case 'COUNT':
      return sql`countIf(${condition})`
    case 'SUM':
      return sql`sumIf(value, ${condition})`
    case 'MAX':
      return sql`maxIf(value, ${condition})`
    case 'UNIQUE':
      return sql`uniqExactIf(value, ${condition})`
    case 'LATEST':
      return sql`argMaxIf(value, (timestamp, transaction_id), ${condition})`
  }
}

/**
 * Whether what an aggregation gives may go down as events come in, as the condition that some of them make it so: a count
 * never does, a sum and a greatest value not without a value below 0, and a latest value may at any time.
 * @param value what each brings.
 */
export function emitMayFall(aggregation: Aggregation, value: Sql = sql`value`): Sql {
  if (aggregation === 'LATEST') return sql`true`
  return aggregation === 'SUM' || aggregation === 'MAX' ? sql`toBool(min(${value}) < 0)` : sql`false`
}

/**
 * The aggregate over a group's rows from the billing period's start to the end of each segment, in a query that
 * groups by segment and names the window `so_far`. What a segment adds is the difference between two of these,
 * so that MAX, UNIQUE and LATEST split over rate changes as SUM does (reference sections 1.2 and 2.3).
 * @param value what each event brings.
 */
export function emitCumulative(aggregation: Aggregation, value: Sql = sql`value`): Sql {
  return sql`toString(${cumulative(aggregation, value)} OVER so_far)`
}

function cumulative(aggregation: Aggregation, value: Sql): Sql {
  const inSegment = aggregate(aggregation, value)
  switch (aggregation) {
    case 'COUNT':
    case 'SUM':
      return sql`sum(${inSegment})`
    case 'MAX':
      return sql`max(${inSegment})`
    case 'UNIQUE':
      return sql`uniqExactMerge(uniqExactState(${value}))`
    case 'LATEST':
      return sql`argMax(${inSegment}, segment_start)`
  }
}
