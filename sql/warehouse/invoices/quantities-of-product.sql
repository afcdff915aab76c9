-- Purpose: how much of one product's metric a customer used, cumulatively to the end of each segment of constant
-- price (semantics 11, 24 and 26). AUTHORITATIVE: invoices are rated from this. It reads raw events, no rollup.
-- Rule: an aggregate is split over segments by what it grew in each, so SUM, MAX, UNIQUE and LATEST all add up.
-- may_fall says whether the quantity may have gone down within the segment: where it has not, and commits pay for all of it,
-- its hours need not be told apart (src/invoices/drawing/draw-whole.ts).
-- unread counts events of which the number was not taken apart; where it is not 0, the query is asked again of the view.
-- Why this shape: to plan it takes the engine longer than to read a customer's month, so {{events}} is the table with
-- {{is_matched}}, the metric's own conditions, and groups are keys of their own. {{segment_start}} is the period's start where
-- it is the one segment, and {{cumulative}} then the aggregate alone; src/invoices/quantities/segment-start.ts has what else it may be.
-- groups has the values of the pricing group key, then of the presentation group key. {{is_admitted}} is the contract's
-- usage filter (semantics 36).
SELECT
  {{product_number}} AS product_number,
  {{segment_start}} AS segment_start,
  {{groups}} AS groups,
  {{cumulative}} AS cumulative,
  {{may_fall}} AS may_fall,
  {{unread}} AS unread
FROM {{events}}
WHERE customer_id IN {identifiers:Array(String)}
  AND timestamp >= {period_from:DateTime64(6, 'UTC')}
  AND timestamp < {period_to:DateTime64(6, 'UTC')}
  AND {{is_matched}}
  AND {{is_admitted}}
GROUP BY segment_start, {{group_keys}}
WINDOW so_far AS (PARTITION BY {{group_keys}} ORDER BY segment_start)
