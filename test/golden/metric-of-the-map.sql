-- metric-of-the-map: a SUM where events has no columns for it
CREATE OR REPLACE VIEW metric_00000000_0000_4000_8000_000000000001
COMMENT 'tokens'
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
        if(mapContains(properties, 'user'), properties['user'], NULL) AS text_user,
        if(mapContains(properties, 'plan'), properties['plan'], NULL) AS text_plan,
        if(ifNull(toInt128OrNull(replaceOne(properties['tokens'], '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(properties['tokens'], '.') OR (length(properties['tokens']) > 38), 0, (length(properties['tokens']) - position(concat(properties['tokens'], '.'), '.')) + 2)), if(empty(properties['tokens']), NULL, toDecimal256('1e40', 20))) = toDecimal256('1e40', 20), arrayMap(parts -> (arrayMap(digits -> (arrayMap(point -> multiIf(empty(parts[2]) AND empty(parts[3]), NULL, empty(digits) OR (point < -20), toDecimal256(0, 20), point > 38, NULL, toDecimal256OrNull(concat(parts[1], '0.', substring(digits, 1, 58), 'e', toString(point)), 20)), [(toInt64(length(digits)) - toInt64(length(parts[3]))) + if(empty(parts[4]), 0, ifNull(toInt32OrNull(parts[4]), if(startsWith(parts[4], '-'), -4000000000, 4000000000)))])[1]), [trimLeft(concat(parts[2], parts[3]), '0')])[1]), [extractGroups(ifNull(if(mapContains(properties, 'tokens'), properties['tokens'], NULL), ''), '^([+-]?)([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]+))?$')])[1], ifNull(toInt128OrNull(replaceOne(properties['tokens'], '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(properties['tokens'], '.') OR (length(properties['tokens']) > 38), 0, (length(properties['tokens']) - position(concat(properties['tokens'], '.'), '.')) + 2)), if(empty(properties['tokens']), NULL, toDecimal256('1e40', 20)))) AS number
    FROM events
    WHERE (event_type IN ('request')) AND isNotNull(ifNull(toInt128OrNull(replaceOne(properties['tokens'], '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(properties['tokens'], '.') OR (length(properties['tokens']) > 38), 0, (length(properties['tokens']) - position(concat(properties['tokens'], '.'), '.')) + 2)), if(empty(properties['tokens']), NULL, toDecimal256('1e40', 20))))
)
WHERE isNotNull(number)
