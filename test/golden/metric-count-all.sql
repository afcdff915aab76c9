-- metric-count-all: COUNT without filters counts every event
CREATE OR REPLACE VIEW metric_00000000_0000_4000_8000_000000000000
COMMENT 'count-all'
AS SELECT
    transaction_id,
    customer_id,
    event_type,
    timestamp,
    accepted_sequence,
    properties,
    toUInt8(1) AS value
FROM events
WHERE true
