-- Purpose: a customer's stored events of a period together with those of a preview.
-- Rule: those whose transaction_id is taken are left out of the preview before.
-- Why this shape: the customer and the period stand in it, so that the table's order finds the stored events.
SELECT transaction_id, customer_id, event_type, timestamp, properties, accepted_sequence
FROM events
WHERE customer_id IN {identifiers:Array(String)}
  AND timestamp >= {{period_from}}
  AND timestamp < {{period_to}}
UNION ALL
{{preview}}
