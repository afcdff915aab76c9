-- metric-sum-tokens: SUM takes numeric texts of any spelling and skips the others
CREATE OR REPLACE VIEW metric_00000000_0000_4000_8000_000000000001
COMMENT 'sum-tokens'
AS SELECT
    transaction_id,
    customer_id,
    event_type,
    timestamp,
    accepted_sequence,
    properties,
    assumeNotNull(if(isNull(toFloat64OrNull(properties['tokens'])) OR (abs(toDecimal256OrNull(properties['tokens'], 20)) >= toDecimal256('1e38', 20)), NULL, toDecimal256OrNull(properties['tokens'], 20))) AS value
FROM events
WHERE (event_type IN ('request')) AND isNotNull(if(mapContains(properties, 'tokens'), properties['tokens'], NULL)) AND isNotNull(if(isNull(toFloat64OrNull(properties['tokens'])) OR (abs(toDecimal256OrNull(properties['tokens'], 20)) >= toDecimal256('1e38', 20)), NULL, toDecimal256OrNull(properties['tokens'], 20)))
