-- sql-metric-matched: the events that WHERE admits
-- SELECT properties.user, sum(properties.tokens) AS value FROM events WHERE event_type = 'request' GROUP BY 1
SELECT t0.k0 AS customer_id
FROM
(
    SELECT
        k0,
        c0,
        c1,
        c2,
        if(isNull(toInt128OrNull(replaceOne(c2, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c2, '.') OR (length(c2) > 38), 0, (length(c2) - position(concat(c2, '.'), '.')) + 2))), arrayMap(parts -> (arrayMap(digits -> (arrayMap(point -> multiIf(empty(parts[2]) AND empty(parts[3]), NULL, empty(digits) OR (point < -20), toDecimal256(0, 20), point > 38, NULL, toDecimal256OrNull(concat(parts[1], '0.', substring(digits, 1, 58), 'e', toString(point)), 20)), [(toInt64(length(digits)) - toInt64(length(parts[3]))) + if(empty(parts[4]), 0, ifNull(toInt32OrNull(parts[4]), if(startsWith(parts[4], '-'), -4000000000, 4000000000)))])[1]), [trimLeft(concat(parts[2], parts[3]), '0')])[1]), [extractGroups(ifNull(c2, ''), '^([+-]?)([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]+))?$')])[1], toInt128OrNull(replaceOne(c2, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c2, '.') OR (length(c2) > 38), 0, (length(c2) - position(concat(c2, '.'), '.')) + 2))) AS n2
    FROM
    (
        SELECT
            customer_id AS k0,
            event_type AS c0,
            if(mapContains(properties, 'user'), properties['user'], NULL) AS c1,
            if(mapContains(properties, 'tokens'), properties['tokens'], NULL) AS c2
        FROM events
    )
) AS t0
WHERE ifNull((t0.c0 = 'request'), false)
