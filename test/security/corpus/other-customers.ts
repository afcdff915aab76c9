import { harmless, refused, type Hostile } from './hostile.ts'

/** Texts that ask for another customer's events, or for those of another time. */
export const otherCustomers: readonly Hostile[] = [
  ...harmless('other customers', {
    'by id': "SELECT count(*) FROM events WHERE customer_id = 'other'",
    'by not being me': "SELECT count(*) FROM events WHERE customer_id <> 'me'",
    'with OR': "SELECT sum(properties.tokens) FROM events WHERE customer_id = 'me' OR customer_id = 'other'",
    'with a condition that is always true':
      "SELECT sum(properties.tokens) FROM events WHERE 1 = 1 OR customer_id = ''",
    'grouped by customer': 'SELECT customer_id, count(*) AS value FROM events GROUP BY customer_id',
    'as distinct customers': 'SELECT count(DISTINCT customer_id) FROM events',
    'the greatest transaction': 'SELECT count(*) FROM events HAVING max(length(transaction_id)) > 0',
    'in a subquery': "SELECT sum(n) FROM (SELECT count(*) AS n FROM events WHERE customer_id = 'other') x",
    'in a scalar subquery':
      "SELECT count(*) + (SELECT count(*) FROM events WHERE customer_id = 'other') AS value FROM events",
    'in IN':
      "SELECT count(*) FROM events WHERE event_type IN (SELECT event_type FROM events WHERE customer_id <> 'me')",
    'in NOT IN':
      "SELECT count(*) FROM events WHERE transaction_id NOT IN (SELECT transaction_id FROM events WHERE customer_id = 'me')",
    'in a CTE':
      "WITH x AS (SELECT properties.tokens FROM events WHERE customer_id = 'other') SELECT sum(tokens) FROM x",
    'in a UNION':
      "SELECT count(*) FROM events UNION ALL SELECT count(*) FROM events WHERE customer_id <> 'me'",
    'joined to themselves':
      'SELECT count(*) FROM (SELECT event_type AS t FROM events) a JOIN (SELECT event_type AS t FROM events) b ON a.t = b.t',
    'joined from the outside':
      "SELECT count(*) FROM (SELECT customer_id AS c FROM events) a RIGHT JOIN (SELECT customer_id AS c FROM events WHERE customer_id <> 'me') b ON a.c = b.c",
    'in a window':
      'SELECT row_number() OVER (PARTITION BY customer_id ORDER BY timestamp, transaction_id) FROM events',
    'earlier ones': "SELECT count(*) FROM events WHERE timestamp < '2024-01-10'",
    'later ones': "SELECT count(*) FROM events WHERE timestamp >= '2024-01-11'",
    'of all time': "SELECT count(*) FROM events WHERE timestamp BETWEEN '1970-01-01' AND '2100-01-01'",
    'by day': "SELECT date_trunc('day', timestamp) AS d, count(*) AS value FROM events GROUP BY d",
    'the earliest of all': 'SELECT earliest(properties.tokens) FROM events',
    'the latest of all': 'SELECT latest(properties.tokens) FROM events',
    'by the length of ids': 'SELECT sum(length(customer_id) + length(transaction_id)) FROM events',
    'by a prefix': "SELECT count(*) FROM events WHERE starts_with(customer_id, 'o')",
    'by a pattern': "SELECT count(*) FROM events WHERE properties.model LIKE '%CANARY%'",
    'ordered and cut off': 'SELECT customer_id, 1 AS value FROM events ORDER BY customer_id DESC LIMIT 5',
    'the quantile of all': 'SELECT quantile(properties.tokens, 0.99) FROM events',
  }),
  ...refused('other customers', {
    'in a CTE named events': 'WITH events AS (SELECT customer_id FROM events) SELECT count(*) FROM events',
    'correlated with the outer row':
      'SELECT (SELECT count(*) FROM events b WHERE b.customer_id <> a.customer_id) FROM events a',
    'correlated in EXISTS':
      'SELECT count(*) FROM events a WHERE EXISTS (SELECT 1 FROM events b WHERE b.customer_id <> a.customer_id)',
    'the events of the warehouse by another name': 'SELECT count(*) FROM "meterhouse_test"."events"',
  }),
]
