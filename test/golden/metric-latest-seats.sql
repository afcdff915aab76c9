-- metric-latest-seats: LATEST takes the greatest (timestamp, transaction_id)
CREATE OR REPLACE VIEW metric_00000000_0000_4000_8000_000000000004
COMMENT 'latest-seats'
AS SELECT
    transaction_id,
    customer_id,
    event_type,
    timestamp,
    accepted_sequence,
    properties,
    assumeNotNull(if(isNull(toFloat64OrNull(properties['seats'])) OR (abs(toDecimal256OrNull(properties['seats'], 20)) >= toDecimal256('1e38', 20)), NULL, toDecimal256OrNull(properties['seats'], 20))) AS value
FROM events
WHERE (event_type IN ('seats')) AND isNotNull(if(mapContains(properties, 'seats'), properties['seats'], NULL)) AND isNotNull(if(isNull(toFloat64OrNull(properties['seats'])) OR (abs(toDecimal256OrNull(properties['seats'], 20)) >= toDecimal256('1e38', 20)), NULL, toDecimal256OrNull(properties['seats'], 20)))
