-- Purpose: accepted events and their duplicates by transaction id (POST /v1/events/search, semantics 10).
SELECT
  toBool(is_duplicate) AS is_duplicate, transaction_id, customer_id, event_type,
  toString(timestamp) AS timestamp, mapKeys(properties) AS property_names, mapValues(properties) AS property_texts,
  property_kinds, properties_null, toString(accepted_at) AS accepted_at, accepted_sequence
FROM
(
  SELECT false AS is_duplicate, * FROM events
  WHERE transaction_id IN {transaction_ids:Array(String)} AND accepted_at > {accepted_after:DateTime64(3, 'UTC')}
  UNION ALL
  SELECT true AS is_duplicate, * FROM duplicate_events
  WHERE transaction_id IN {transaction_ids:Array(String)} AND accepted_at > {accepted_after:DateTime64(3, 'UTC')}
)
ORDER BY accepted_sequence
