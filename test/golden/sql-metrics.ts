export interface GoldenSqlMetric {
  name: string
  /** What the case is there to show. */
  shows: string
  text: string
  /** The rows over the events of `events.ts`, worked out by hand in the comment beside them. */
  rows: readonly (readonly unknown[])[]
}

export const goldenSqlMetrics: readonly GoldenSqlMetric[] = [
  {
    name: 'count-requests',
    shows: 'a count under a condition',
    text: "SELECT count(*) FROM events WHERE event_type = 'request'",
    rows: [['5']], // e1 to e5
  },
  {
    name: 'sum-by-user',
    shows: 'a property read as a number and one that groups, named after itself',
    text: 'SELECT properties.user, sum(properties.tokens) AS value FROM events GROUP BY user ORDER BY user',
    // '': e3; ann: e1, and e4 is '1.2.3'; bob: e2; none: e5 to e7 have no tokens
    rows: [['', '0.5'], ['ann', '10'], ['bob', '1000'], [null, null]],
  },
  {
    name: 'average-of-daily-maxima',
    shows: 'a subquery without an alias',
    text: "SELECT sum(max_daily) / sum(days) AS value FROM (SELECT date_trunc('day', timestamp) AS day, max(properties.tokens) AS max_daily, 1 AS days FROM events WHERE event_type = 'request' GROUP BY day)",
    rows: [['333.5']], // 1000 and 0.5 over three days, of which the third has no number
  },
  {
    name: 'nested-and-quoted',
    shows: 'a path into JSON, texts with quotes and backslashes, and LIKE',
    text: `SELECT properties.a."b c" AS value, properties['it''s'] AS k FROM events WHERE properties."it's" LIKE 'a''b\\\\c%'`,
    rows: [[null, "a'b\\c"]], // e5; a pattern's two backslashes are one
  },
  {
    name: 'weighted-case',
    shows: 'CASE, arithmetic that leaves out NULL, division by zero',
    text: "SELECT round(sum(CASE event_type WHEN 'seats' THEN properties.seats * 2 ELSE properties.tokens / 3 END), 2) AS value, 1 / (count(*) - 7) AS nothing FROM events",
    rows: [['362.83', null]], // (9 + 4) × 2 + (10 + 1000 + 0.5) / 3 = 26 + 336.8333…
  },
  {
    name: 'known-users',
    shows: 'NOT IN a subquery, whose NULLs are kept out',
    text: "SELECT count(*) FROM events WHERE properties.user NOT IN (SELECT properties.user FROM events WHERE properties.user = 'ann')",
    rows: [['2']], // e2 and e3; e5 to e7 have no user
  },
  {
    name: 'increase-between-events',
    shows: 'a WITH name, a join, a window function, UNION ALL, LIMIT',
    text: `WITH seats AS (SELECT transaction_id AS id, properties.seats AS n FROM events WHERE event_type = 'seats')
      SELECT now_n - before_n AS value FROM (
        SELECT a.n AS now_n, lag(b.n) OVER (ORDER BY a.id) AS before_n FROM seats a JOIN seats b ON a.id = b.id
      ) WHERE before_n IS NOT NULL
      UNION ALL SELECT 0 ORDER BY value LIMIT 1`,
    rows: [['-5']], // from e6, 9, to e7, 4
  },
  {
    name: 'latest-and-median',
    shows: 'aggregates of our own: latest and quantile',
    text: "SELECT latest(properties.seats) AS value, quantile(properties.tokens, 0.5) AS median, count(DISTINCT properties.user) AS users FROM events",
    rows: [['4', '10', '3']], // e7 has the greater id; 0.5, 10, 1000; ann, bob and ''
  },
]
