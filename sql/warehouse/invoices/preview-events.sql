-- Purpose: the events of a preview, as the metrics read them, for the one query that this is part of.
-- Rule: they are stored nowhere, and nothing else sees them. They have arrived after all others.
-- Why this shape: an array a column is a parameter like any other, also for a connection that only reads; a table function
-- is not allowed there.
SELECT
  event.1 AS transaction_id,
  {preview_customer_id:String} AS customer_id,
  event.2 AS event_type,
  toDateTime64(event.3, 6, 'UTC') AS timestamp,
  mapFromArrays(event.4, event.5) AS properties,
  toUInt64(9223372036854775807) AS accepted_sequence
FROM
(
  SELECT arrayJoin(arrayZip(
    {preview_ids:Array(String)},
    {preview_types:Array(String)},
    {preview_timestamps:Array(String)},
    {preview_names:Array(Array(String))},
    {preview_texts:Array(Array(String))}
  )) AS event
)
