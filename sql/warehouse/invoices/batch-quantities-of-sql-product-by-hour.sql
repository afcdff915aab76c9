-- Purpose: how much of an SQL metric many customers used, cumulatively to the end of each hour that has an event, for
-- invoices that are computed together (semantics 18 and 19). AUTHORITATIVE: invoices are rated from this.
-- Rule: as in quantities-of-sql-product-by-hour.sql, which reads one customer's.
-- Why this shape: as there; {{owned_hours}} has each customer's hours, by the customer's number.
SELECT
  {{block_number}} AS block_number,
  owner_number AS place_number,
  hour_start,
  change.1 AS groups,
  toString(sum(sum(change.2)) OVER so_far) AS cumulative
FROM
(
  SELECT owner_number, hour_start, arrayJoin({{changes}}) AS change
  FROM
  (
{{owned_hours}}
  )
)
GROUP BY owner_number, hour_start, groups
HAVING throwIf(max(abs(change.2)) >= toDecimal256('1e38', 20), 'a quantity has more than 38 integer digits') = 0
WINDOW so_far AS (PARTITION BY owner_number, groups ORDER BY hour_start)
