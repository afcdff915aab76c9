-- Purpose: how much of one product's SQL metric a customer used to the end of each segment of the period (semantics 18
-- and 19), for metrics that states cannot be merged of, and for sql_breakdown_granularity SERVICE_PERIOD, whose one
-- segment is the last instant. AUTHORITATIVE: invoices are rated from this.
-- Rule: rows are summed over the columns that are no group key. A quantity of more than 38 integer digits is an error.
-- Why this shape: {{place_rows}} is the metric over the customer's events up to each segment's end, by its number from 1
-- on; {{segment_starts}} is an array, each product having its own, and a parameter where it may be long.
SELECT
  {{product_number}} AS product_number,
  toInt64({{segment_starts}}[place_number]) AS segment_start,
  groups,
  toString(ifNull(sum(quantity), toDecimal256(0, 20))) AS cumulative
FROM
(
{{place_rows}}
)
GROUP BY place_number, groups
HAVING throwIf(ifNull(max(abs(quantity)) >= toDecimal256('1e38', 20), false), 'a quantity has more than 38 integer digits') = 0
