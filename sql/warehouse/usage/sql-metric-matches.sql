-- Purpose: which of some found events an SQL metric matches (POST /v1/events/search, semantics 10).
-- Rule: an event is matched where any table `events` of the metric's text admits it by its WHERE.
-- Why this shape: source is the found events, duplicates among them, with their numbers of arrival, which only one event
-- has; {{matched}} reads it by that name. What else is known of the events lets the sorting keys find them.
WITH source AS
(
  SELECT transaction_id, customer_id, event_type, timestamp, properties, accepted_sequence
  FROM events
  WHERE event_type IN {event_types:Array(String)}
    AND customer_id IN {customer_ids:Array(String)}
    AND timestamp >= {first_timestamp:DateTime64(6, 'UTC')}
    AND timestamp <= {last_timestamp:DateTime64(6, 'UTC')}
    AND accepted_sequence IN {sequences:Array(UInt64)}
  UNION ALL
  SELECT transaction_id, customer_id, event_type, timestamp, properties, accepted_sequence
  FROM duplicate_events
  WHERE accepted_sequence IN {sequences:Array(UInt64)}
)
SELECT DISTINCT accepted_sequence
FROM
(
{{matched}}
)
