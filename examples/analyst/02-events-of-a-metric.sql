-- Purpose: the events that a streaming metric counts, and what each one brings.
-- Parameters: view, a name from 01; from and to, as 2024-08-01 00:00:00, in UTC.
SELECT timestamp, customer_id, value
FROM {view:Identifier}
WHERE timestamp >= {from:DateTime64(6, 'UTC')} AND timestamp < {to:DateTime64(6, 'UTC')}
ORDER BY timestamp, transaction_id
LIMIT 100
