-- Purpose: usage of one metric by window, without groups, of customers that are asked for at once (POST /v1/usage/groups,
-- semantics 21).
-- Rule: a row for each customer and window with a matching event. unread counts events of which the number was not taken
-- apart; where it is not 0, the query is asked again of the metric's view.
-- Why this shape: as grouped.sql, without what only groups need: to plan a query takes the engine longer than to read a
-- customer's month, so several share one. {{owner}} is a constant for one customer.
SELECT
  {{owner}} AS owner,
  {{window_number}} AS window_number,
  {{value}} AS value,
  {{unread}} AS unread
FROM {{events}}
WHERE customer_id IN {identifiers:Array(String)}
  AND timestamp >= {range_from:DateTime64(6, 'UTC')}
  AND timestamp < {range_to:DateTime64(6, 'UTC')}
  AND {{is_matched}}
GROUP BY owner, window_number
