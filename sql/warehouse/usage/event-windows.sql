-- Purpose: in which windows customers have any event, and how many, so that an SQL metric that is not a single
-- aggregation is evaluated in no other (semantics 19: those are null), and in as many at once as are read fast.
-- Why this shape: identifiers and owners as in batch.sql; {{arrival}} leaves out events from before the metric.
WITH {identifiers:Array(String)} AS identifiers
SELECT
  transform(customer_id, identifiers, {owners:Array(String)}, '') AS owner_id,
  intDiv(toUnixTimestamp64Milli(timestamp), {window_ms:Int64}) AS window_number,
  count() AS event_count
FROM events
WHERE customer_id IN identifiers
  AND timestamp >= {range_from:DateTime64(6, 'UTC')}
  AND timestamp < {range_to:DateTime64(6, 'UTC')}
  AND {{arrival}}
GROUP BY owner_id, window_number
