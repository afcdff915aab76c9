-- Purpose: how many group values customers have of one metric in each window, so that a page of usage with groups is cut
-- before it is read (POST /v1/usage, semantics 21).
-- Why this shape: identifiers and owners as in batch.sql, unread as in windows.sql; null is not counted, as no group is named so.
WITH {identifiers:Array(String)} AS identifiers
SELECT
  transform(customer_id, identifiers, {owners:Array(String)}, '') AS owner_id,
  {{window_number}} AS window_number,
  uniqExact({{group_keys}}) AS groups_total,
  {{unread}} AS unread
FROM {{events}}
WHERE customer_id IN identifiers
  AND timestamp >= {range_from:DateTime64(6, 'UTC')}
  AND timestamp < {range_to:DateTime64(6, 'UTC')}
  AND {{is_matched}}
GROUP BY owner_id, window_number
