-- Purpose: in which windows customers have any event, so that an SQL metric that cannot be evaluated for all of them at
-- once is evaluated in no other (semantics 19: those are null).
-- Why this shape: identifiers and owners as in batch.sql; {{arrival}} leaves out events from before the metric.
SELECT DISTINCT
  transform(customer_id, {identifiers:Array(String)}, {owners:Array(String)}, '') AS owner_id,
  intDiv(toUnixTimestamp64Milli(timestamp), {window_ms:Int64}) AS window_number
FROM events
WHERE customer_id IN {identifiers:Array(String)}
  AND timestamp >= {range_from:DateTime64(6, 'UTC')}
  AND timestamp < {range_to:DateTime64(6, 'UTC')}
  AND {{arrival}}
