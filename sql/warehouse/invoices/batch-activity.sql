-- Purpose: how many events each of some customers has in a period, and in how many hours, so that their SQL metrics are
-- evaluated together in queries of bounded size, and those of customers without events not at all (semantics 19 and 20).
-- Rule: the events that an invoice's quantities are counted from, of all metrics.
-- Why this shape: identifiers and owner_numbers as in batch-quantities-of-product.sql.
WITH {identifiers:Array(String)} AS identifiers
SELECT
  transform(customer_id, identifiers, {owner_numbers:Array(UInt32)}, toUInt32(0)) AS owner_number,
  count() AS event_count,
  uniqExact(toStartOfHour(timestamp)) AS hour_count
FROM events
WHERE customer_id IN identifiers
  AND timestamp >= {period_from:DateTime64(6, 'UTC')}
  AND timestamp < {period_to:DateTime64(6, 'UTC')}
  AND {{is_admitted}}
GROUP BY owner_number
