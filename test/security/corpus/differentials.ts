import { harmless, refused, type Hostile } from './hostile.ts'

/** Texts that a parser of another dialect reads otherwise than the engine, so that a check of one misses the other. */
export const differentials: readonly Hostile[] = [
  ...refused('differentials', {
    'an alias without AS that is a join word': 'SELECT count(*) FROM events semi',
    'an IN of a bare table name': 'SELECT count(*) FROM events WHERE transaction_id IN events',
    'an IN of a set of the engine': 'SELECT count(*) FROM events WHERE transaction_id IN (duplicate_events)',
    'a subquery as a function argument': 'SELECT sum((SELECT * FROM numbers(1))) FROM events',
    'a query as a table function argument': "SELECT count(*) FROM cluster('default', view(SELECT 1))",
    'a join without a condition': 'SELECT count(*) FROM events a JOIN events b',
    'a join by a strange operator':
      'SELECT count(*) FROM (SELECT customer_id FROM events) a LEFT OUTER ANY JOIN (SELECT customer_id FROM events) b USING (customer_id)',
    'an alias in the middle of an expression': 'SELECT (count(*) AS n) + n FROM events',
    'an alias in WHERE': 'SELECT count(*) FROM events WHERE (event_type AS t) = t',
    'a trailing comma': 'SELECT count(*), FROM events',
    'a backslash G': 'SELECT count(*) FROM events\\G',
    'a backslash as a name': 'SELECT \\x FROM events',
    'square brackets around a name': 'SELECT count(*) FROM [events]',
    'SELECT ALL of nothing': 'SELECT ALL FROM events',
    'a straight join': 'SELECT count(*) FROM events STRAIGHT_JOIN events e',
    'a hint': 'SELECT count(*) FROM events USE INDEX (x)',
    'a partition': 'SELECT count(*) FROM events PARTITION (p0)',
    'an inserted table name': 'SELECT count(*) FROM events.events',
    'a schema of the source': 'SELECT count(*) FROM source_of_events',
    'a binary operator with a name': 'SELECT OPERATOR(pg_catalog.+)(1, 2) FROM events',
    'a query in a CAST': 'SELECT CAST((SELECT 1 FROM system.one) AS integer) FROM events',
    'a type with a query': 'SELECT CAST(1 AS (SELECT 1)) FROM events',
    'an order by a query of another table':
      'SELECT properties.tokens FROM events ORDER BY (SELECT 1 FROM system.one)',
    'a limit by a query':
      'SELECT properties.tokens FROM events LIMIT (SELECT count(*) FROM duplicate_events)',
    'a negative limit': 'SELECT properties.tokens FROM events ORDER BY 1 LIMIT -1',
    'a fractional limit': 'SELECT properties.tokens FROM events ORDER BY 1 LIMIT 0.5',
    'a group by a place that is not there': 'SELECT count(*) FROM events GROUP BY 7',
    'an order by a place that is not there': 'SELECT properties.tokens FROM events ORDER BY 7',
    'a column not grouped by': 'SELECT event_type, count(*) AS value FROM events',
    'a scalar subquery of two columns': 'SELECT (SELECT 1, 2 FROM events) FROM events',
    'a union of different widths': 'SELECT count(*) FROM events UNION ALL SELECT count(*), 1 FROM events',
    'an ambiguous column':
      'SELECT max(n) FROM (SELECT count(*) AS n FROM events) a CROSS JOIN (SELECT count(*) AS n FROM events) b',
    'a keyword as a column': 'SELECT select FROM events',
    'the XML of a query': "SELECT xmltable('/x' PASSING event_type) FROM events",
    'a string next to a string': "SELECT count(*) FROM events WHERE event_type = 'a' 'b' system.one",
  }),
  ...harmless('differentials', {
    'an alias that is a sample': 'SELECT count(*) FROM events AS "sample"',
    'a property that is a keyword': 'SELECT sum(properties."select") FROM events',
    'a deep property': 'SELECT sum(properties.a.b.c.d.e) FROM events',
    'precedence of NOT': "SELECT count(*) FROM events WHERE NOT event_type = 'a' AND 1 = 1",
    'precedence of OR': "SELECT count(*) FROM events WHERE event_type = 'a' OR 1 = 1",
    'a minus of a minus': 'SELECT 1 - -1 FROM events',
    'a comment that looks like a minus': 'SELECT 5 --1\n FROM events',
    'a condition that is always true': 'SELECT count(*) FROM events WHERE true',
    'a condition that is never known': 'SELECT count(*) FROM events WHERE NULL',
    'a division by nothing': 'SELECT 1 / 0 FROM events',
    'the operand NULL': 'SELECT sum(properties.tokens + NULL) FROM events',
  }),
]
