-- metric-unique-users: UNIQUE counts different texts, the empty one too
CREATE OR REPLACE VIEW metric_00000000_0000_4000_8000_000000000003
COMMENT 'unique-users'
AS SELECT
    transaction_id,
    customer_id,
    event_type,
    timestamp,
    accepted_sequence,
    properties,
    assumeNotNull(text_user) AS value
FROM events
WHERE isNotNull(text_user)
