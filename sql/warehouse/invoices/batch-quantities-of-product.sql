-- Purpose: how much of one metric many customers used, cumulatively to the end of each segment of constant price, for
-- invoices that are computed together (semantics 11, 24 and 26). AUTHORITATIVE: invoices are rated from this. It reads raw
-- events (decision 5).
-- Rule: as in quantities-of-product.sql, which reads one customer's.
-- Why this shape: identifiers and owner_numbers are two lists of the same length, whose customer each id or alias is now, by
-- number (semantics 12); all customers are one pass. segment_starts as in quantities-of-product.sql.
SELECT
  {{block_number}} AS block_number,
  transform(customer_id, {identifiers:Array(String)}, {owner_numbers:Array(UInt32)}, toUInt32(0)) AS owner_number,
  roundDown(toUnixTimestamp64Milli(timestamp), {segment_starts:Array(Int64)}) AS segment_start,
  {{groups}} AS groups,
  {{cumulative}} AS cumulative,
  {{may_fall}} AS may_fall
FROM {{view}}
WHERE customer_id IN {identifiers:Array(String)}
  AND timestamp >= {period_from:DateTime64(6, 'UTC')}
  AND timestamp < {period_to:DateTime64(6, 'UTC')}
  AND {{is_admitted}}
GROUP BY owner_number, segment_start, groups
WINDOW so_far AS (PARTITION BY owner_number, groups ORDER BY segment_start)
