-- Purpose: usage of one metric by customer, window and group value, for a page of customers (POST /v1/usage,
-- semantics 21).
-- Why this shape: identifiers and owners are two lists of the same length, whose customer each id or alias is
-- now (semantics 12); all customers of a page are one pass. The first is named, as the engine works through a list wherever
-- it stands. unread as in windows.sql.
WITH {identifiers:Array(String)} AS identifiers
SELECT
  transform(customer_id, identifiers, {owners:Array(String)}, '') AS owner_id,
  {{window_number}} AS window_number,
  {{groups}} AS groups,
  {{value}} AS value,
  {{unread}} AS unread
FROM {{events}}
WHERE customer_id IN identifiers
  AND timestamp >= {range_from:DateTime64(6, 'UTC')}
  AND timestamp < {range_to:DateTime64(6, 'UTC')}
  AND {{is_matched}}
  AND {{group_filter}}
GROUP BY owner_id, window_number, {{group_keys}}
