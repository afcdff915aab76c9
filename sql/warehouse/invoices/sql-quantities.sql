-- Purpose: the quantities of those products of a contract that bill SQL metrics, in one query, under the limits for SQL
-- that others wrote (semantics 20). AUTHORITATIVE: invoices are rated from this.
-- Why this shape: as quantities.sql; {{products}} is a block for each product, or for each of its segments.
SELECT product_number, segment_start, groups, cumulative
FROM
(
{{products}}
)
ORDER BY product_number, groups, segment_start
