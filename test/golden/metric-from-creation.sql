-- metric-from-creation: a metric that applies from its creation counts what arrived after it
CREATE OR REPLACE VIEW metric_00000000_0000_4000_8000_000000000006
COMMENT 'from-creation'
AS SELECT
    transaction_id,
    customer_id,
    event_type,
    timestamp,
    accepted_sequence,
    properties,
    toUInt8(1) AS value
FROM events
WHERE (accepted_sequence > 5)
