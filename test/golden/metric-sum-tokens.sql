-- metric-sum-tokens: SUM takes numeric texts of any spelling and skips the others; the view has what it may be grouped by
CREATE OR REPLACE VIEW metric_00000000_0000_4000_8000_000000000001
COMMENT 'sum-tokens'
AS SELECT
    transaction_id,
    customer_id,
    event_type,
    timestamp,
    accepted_sequence,
    properties,
    text_user,
    text_plan,
    assumeNotNull(number) AS value
FROM
(
    SELECT
        transaction_id,
        customer_id,
        event_type,
        timestamp,
        accepted_sequence,
        properties,
        text_user,
        if(mapContains(properties, 'plan'), properties['plan'], NULL) AS text_plan,
        if(number_tokens = toDecimal256('1e40', 20), arrayMap(parts -> (arrayMap(digits -> (arrayMap(point -> multiIf(empty(parts[2]) AND empty(parts[3]), NULL, empty(digits) OR (point < -20), toDecimal256(0, 20), point > 38, NULL, toDecimal256OrNull(concat(parts[1], '0.', substring(digits, 1, 58), 'e', toString(point)), 20)), [(toInt64(length(digits)) - toInt64(length(parts[3]))) + if(empty(parts[4]), 0, ifNull(toInt32OrNull(parts[4]), if(startsWith(parts[4], '-'), -4000000000, 4000000000)))])[1]), [trimLeft(concat(parts[2], parts[3]), '0')])[1]), [extractGroups(ifNull(text_tokens, ''), '^([+-]?)([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]+))?$')])[1], number_tokens) AS number
    FROM events
    WHERE (event_type IN ('request')) AND isNotNull(number_tokens)
)
WHERE isNotNull(number)
