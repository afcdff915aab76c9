-- Purpose: how much of one metric many customers used in a period that is one segment of constant price, for invoices that
-- are computed together (semantics 11, 24 and 26). AUTHORITATIVE: invoices are rated from this. It reads raw events, no rollup.
-- Rule: as in quantities-of-product.sql, which reads one customer's.
-- Why this shape: identifiers and owner_numbers are two lists of the same length, whose customer each id or alias is now, by
-- number (semantics 12); all customers are one pass. The lists are named, as the engine works through one wherever it stands.
-- Rows are as in batch-segments-of-product.sql, without the windows and the nesting that several segments need.
WITH {identifiers:Array(String)} AS identifiers
SELECT
  {{block_number}} AS block_number,
  transform(customer_id, identifiers, {owner_numbers:Array(UInt32)}, toUInt32(0)) AS owner_number,
  {{groups}} AS groups,
  [toFloat64({{segment_start}})] AS segment_starts,
  [{{cumulative}}] AS cumulatives,
  {{may_fall}} AS may_fall,
  {{unread}} AS unread
FROM {{events}}
WHERE customer_id IN identifiers
  AND timestamp >= {period_from:DateTime64(6, 'UTC')}
  AND timestamp < {period_to:DateTime64(6, 'UTC')}
  AND {{is_matched}}
  AND {{is_admitted}}
GROUP BY owner_number, {{group_keys}}
