-- Purpose: how many group values customers have of one metric in each window, so that a page of usage with groups is cut
-- before it is read (POST /v1/usage, semantics 21).
-- Why this shape: identifiers and owners as in batch.sql; null, of which groups has no entry, is not counted.
SELECT
  transform(customer_id, {identifiers:Array(String)}, {owners:Array(String)}, '') AS owner_id,
  intDiv(toUnixTimestamp64Milli(timestamp), {window_ms:Int64}) AS window_number,
  uniqExact(arrayElement({{groups}}, 1)) AS groups_total
FROM {{view}}
WHERE customer_id IN {identifiers:Array(String)}
  AND timestamp >= {range_from:DateTime64(6, 'UTC')}
  AND timestamp < {range_to:DateTime64(6, 'UTC')}
GROUP BY owner_id, window_number
