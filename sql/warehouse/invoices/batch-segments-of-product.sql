-- Purpose: how much of one metric many customers used, cumulatively to the end of each segment of constant price, for
-- invoices that are computed together (semantics 11, 24 and 26). AUTHORITATIVE: invoices are rated from this. It reads raw
-- events, no rollup.
-- Rule: as in quantities-of-product.sql, which reads one customer's; may_fall and unread are of all of a group's segments.
-- Why this shape: as batch-quantities-of-product.sql; {{segment_start}} as in quantities-of-product.sql. A group's segments
-- are two arrays, as there may be thousands: a row for each takes several times as long to hand over. Their starts are
-- float64s, which hold each millisecond exactly and are not quoted.
SELECT
  {{block_number}} AS block_number,
  owner_number,
  groups,
  (arraySort(groupArray((toFloat64(segment_start), cumulative))) AS segments).1 AS segment_starts,
  segments.2 AS cumulatives,
  max(may_fall) AS may_fall,
  sum(unread) AS unread
FROM
(
  WITH {identifiers:Array(String)} AS identifiers
  SELECT
    transform(customer_id, identifiers, {owner_numbers:Array(UInt32)}, toUInt32(0)) AS owner_number,
    {{segment_start}} AS segment_start,
    {{groups}} AS groups,
    {{cumulative}} AS cumulative,
    {{may_fall}} AS may_fall,
    {{unread}} AS unread
  FROM {{events}}
  WHERE customer_id IN identifiers
    AND timestamp >= {period_from:DateTime64(6, 'UTC')}
    AND timestamp < {period_to:DateTime64(6, 'UTC')}
    AND {{is_matched}}
    AND {{is_admitted}}
  GROUP BY owner_number, segment_start, {{group_keys}}
  WINDOW so_far AS (PARTITION BY owner_number, {{group_keys}} ORDER BY segment_start)
)
GROUP BY owner_number, groups
