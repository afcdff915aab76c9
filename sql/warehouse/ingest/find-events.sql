-- Purpose: accepted events and their duplicates by transaction id (POST /v1/events/search, semantics 10).
-- Rule: payload_sequence is the number of the event that holds what this one says: its own, or for one that came again
-- just as it was (repeated_events), that of the event that was accepted before it.
-- Why this shape: that event may be older than accepted_after, so it is looked for among all.
SELECT
  toBool(is_duplicate) AS is_duplicate, transaction_id, customer_id, event_type,
  toString(timestamp) AS timestamp, mapKeys(properties) AS property_names, mapValues(properties) AS property_texts,
  property_kinds, properties_null, toString(accepted_at) AS accepted_at, accepted_sequence, payload_sequence
FROM
(
  SELECT false AS is_duplicate, *, accepted_sequence AS payload_sequence FROM events
  WHERE transaction_id IN {transaction_ids:Array(String)} AND accepted_at > {accepted_after:DateTime64(3, 'UTC')}
  UNION ALL
  SELECT true AS is_duplicate, *, accepted_sequence AS payload_sequence FROM duplicate_events
  WHERE transaction_id IN {transaction_ids:Array(String)} AND accepted_at > {accepted_after:DateTime64(3, 'UTC')}
  UNION ALL
  SELECT true AS is_duplicate, first.* EXCEPT (accepted_at, accepted_sequence), again.accepted_at,
    again.accepted_sequence, first.accepted_sequence AS payload_sequence
  FROM
  (
    SELECT * FROM repeated_events
    WHERE transaction_id IN {transaction_ids:Array(String)} AND accepted_at > {accepted_after:DateTime64(3, 'UTC')}
  ) AS again
  ASOF JOIN (SELECT * FROM events WHERE transaction_id IN {transaction_ids:Array(String)}) AS first
    ON first.transaction_id = again.transaction_id AND first.accepted_sequence < again.accepted_sequence
)
ORDER BY accepted_sequence
