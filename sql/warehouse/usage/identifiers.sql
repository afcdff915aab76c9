-- Purpose: under which ids a metric has matching events in a range, to find the customers that a usage request
-- for all customers must answer for (semantics 21). Whose they are is the catalog's to say.
-- Why this shape: unread as in windows.sql.
SELECT customer_id AS identifier, {{unread}} AS unread
FROM {{events}}
WHERE timestamp >= {range_from:DateTime64(6, 'UTC')}
  AND timestamp < {range_to:DateTime64(6, 'UTC')}
  AND {{customer_filter}}
  AND {{is_matched}}
GROUP BY customer_id
