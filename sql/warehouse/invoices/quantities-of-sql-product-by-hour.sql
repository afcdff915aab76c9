-- Purpose: how much of one product's SQL metric a customer used, cumulatively to the end of each hour that has an event
-- (semantics 18 and 19, sql_breakdown_granularity HOUR). AUTHORITATIVE: invoices are rated from this.
-- Rule: each hour adds what the metric's value grew in it; rows are summed over the columns that are no group key. A
-- quantity of more than 38 integer digits is an error (semantics 9).
-- Why this shape: {{hours}} has the metric's rows so far for each hour, from aggregate states that are merged hour by
-- hour, and beside each the row before of its group. {{changes}} takes the one from its groups and gives the other to
-- its own, which need not be the same.
SELECT
  {{product_number}} AS product_number,
  hour_start AS segment_start,
  change.1 AS groups,
  toString(sum(sum(change.2)) OVER so_far) AS cumulative
FROM
(
  SELECT hour_start, arrayJoin({{changes}}) AS change
  FROM
  (
{{hours}}
  )
)
GROUP BY segment_start, groups
HAVING throwIf(max(abs(change.2)) >= toDecimal256('1e38', 20), 'a quantity has more than 38 integer digits') = 0
WINDOW so_far AS (PARTITION BY groups ORDER BY segment_start)
