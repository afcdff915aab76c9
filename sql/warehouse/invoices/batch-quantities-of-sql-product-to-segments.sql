-- Purpose: how much of an SQL metric many customers used to the end of each segment of the period, for invoices that are
-- computed together (semantics 18 and 19). AUTHORITATIVE: invoices are rated from this.
-- Rule: as in quantities-of-sql-product-to-segment.sql, which reads one customer's.
-- Why this shape: as there; a place is a customer and a segment, by number.
SELECT
  {{block_number}} AS block_number,
  place_number,
  toInt64(0) AS hour_start,
  groups,
  toString(ifNull(sum(quantity), toDecimal256(0, 20))) AS cumulative
FROM
(
{{place_rows}}
)
GROUP BY place_number, groups
HAVING throwIf(ifNull(max(abs(quantity)) >= toDecimal256('1e38', 20), false), 'a quantity has more than 38 integer digits') = 0
