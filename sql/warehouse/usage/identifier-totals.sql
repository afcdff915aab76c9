-- Purpose: usage of one metric over a range under each id that has matching events, to answer for all customers at once
-- (POST /v1/usage, semantics 21). Whose the ids are is the catalog's to say.
-- Why this shape: finds the customers and reads their values in one pass. unread as in windows.sql.
SELECT customer_id AS identifier, {{value}} AS value, {{unread}} AS unread
FROM {{events}}
WHERE timestamp >= {range_from:DateTime64(6, 'UTC')}
  AND timestamp < {range_to:DateTime64(6, 'UTC')}
  AND {{customer_filter}}
  AND {{is_matched}}
GROUP BY customer_id
