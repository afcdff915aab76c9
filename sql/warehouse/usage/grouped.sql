-- Purpose: one customer's usage of one metric by window and group values (POST /v1/usage/groups, semantics 21 to 23).
-- Rule: a row for each window and group with a matching event; ordered by window, then group values, null last.
-- Why this shape: identifiers is the customer's id and present aliases, so attribution is decided here (semantics
-- 12) and the sorting key finds their events. {{is_after}} is true for the first page. unread as in windows.sql.
SELECT
  {{window_number}} AS window_number,
  {{groups}} AS groups,
  {{value}} AS value,
  {{unread}} AS unread
FROM {{events}}
WHERE customer_id IN {identifiers:Array(String)}
  AND timestamp >= {range_from:DateTime64(6, 'UTC')}
  AND timestamp < {range_to:DateTime64(6, 'UTC')}
  AND {{is_matched}}
  AND {{group_filter}}
GROUP BY window_number, {{group_keys}}
HAVING {{is_after}}
ORDER BY window_number, {{group_order}}
LIMIT {rows_max:UInt32}
