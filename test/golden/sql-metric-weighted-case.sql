-- sql-metric-weighted-case: CASE, arithmetic that leaves out NULL, division by zero
-- SELECT round(sum(CASE event_type WHEN 'seats' THEN properties.seats * 2 ELSE properties.tokens / 3 END), 2) AS value, 1 / (count(*) - 7) AS nothing FROM events
SELECT
    c0 AS column_0,
    c1 AS column_1
FROM
(
    SELECT
        CAST(arrayMap(v1 -> if(isNull(v1), NULL, round(ifNull(v1, toDecimal256(0, 20)), 2)), [if(throwIf(abs(ifNull(m1, 0)) > 1e55, 'a sum has more than 55 integer digits') = 0, m0, NULL)])[1], 'Nullable(Decimal(76, 20))') AS c0,
        CAST(arrayMap(v3 -> if(isNull(v3), NULL, if(ifNull(v3, toDecimal256(0, 20)) = 0, NULL, toDecimal256('1', 20) / if(ifNull(v3, toDecimal256(0, 20)) = 0, toDecimal256(1, 20), ifNull(v3, toDecimal256(0, 20))))), [arrayMap(v2 -> if(isNull(v2), NULL, (ifNull(v2, toDecimal256(0, 20)) - toDecimal256('7', 20))), [toDecimal256(m2, 20)])[1]])[1], 'Nullable(Decimal(76, 20))') AS c1
    FROM
    (
        SELECT
            sum(a0_0) AS m0,
            sum(toFloat64(a1_0)) AS m1,
            count() AS m2
        FROM
        (
            SELECT
                CAST(arrayMap((v4, v5) -> multiIf(t0.c2 = 'seats', v4, v5), [if(isNull(t0.n1), NULL, (ifNull(t0.n1, toDecimal256(0, 20)) * toDecimal256('2', 0)))], [if(isNull(t0.n0), NULL, (ifNull(t0.n0, toDecimal256(0, 20)) / toDecimal256('3', 0)))])[1], 'Nullable(Decimal(76, 20))') AS a0_0,
                CAST(arrayMap((v6, v7) -> multiIf(t0.c2 = 'seats', v6, v7), [if(isNull(t0.n1), NULL, (ifNull(t0.n1, toDecimal256(0, 20)) * toDecimal256('2', 0)))], [if(isNull(t0.n0), NULL, (ifNull(t0.n0, toDecimal256(0, 20)) / toDecimal256('3', 0)))])[1], 'Nullable(Decimal(76, 20))') AS a1_0
            FROM
            (
                SELECT
                    c0,
                    c1,
                    c2,
                    if(isNull(toInt128OrNull(replaceOne(c0, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c0, '.') OR (length(c0) > 38), 0, (length(c0) - position(concat(c0, '.'), '.')) + 2))), arrayMap(parts -> (arrayMap(digits -> (arrayMap(point -> multiIf(empty(parts[2]) AND empty(parts[3]), NULL, empty(digits) OR (point < -20), toDecimal256(0, 20), point > 38, NULL, toDecimal256OrNull(concat(parts[1], '0.', substring(digits, 1, 58), 'e', toString(point)), 20)), [(toInt64(length(digits)) - toInt64(length(parts[3]))) + if(empty(parts[4]), 0, ifNull(toInt32OrNull(parts[4]), if(startsWith(parts[4], '-'), -4000000000, 4000000000)))])[1]), [trimLeft(concat(parts[2], parts[3]), '0')])[1]), [extractGroups(ifNull(c0, ''), '^([+-]?)([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]+))?$')])[1], toInt128OrNull(replaceOne(c0, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c0, '.') OR (length(c0) > 38), 0, (length(c0) - position(concat(c0, '.'), '.')) + 2))) AS n0,
                    if(isNull(toInt128OrNull(replaceOne(c1, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c1, '.') OR (length(c1) > 38), 0, (length(c1) - position(concat(c1, '.'), '.')) + 2))), arrayMap(parts -> (arrayMap(digits -> (arrayMap(point -> multiIf(empty(parts[2]) AND empty(parts[3]), NULL, empty(digits) OR (point < -20), toDecimal256(0, 20), point > 38, NULL, toDecimal256OrNull(concat(parts[1], '0.', substring(digits, 1, 58), 'e', toString(point)), 20)), [(toInt64(length(digits)) - toInt64(length(parts[3]))) + if(empty(parts[4]), 0, ifNull(toInt32OrNull(parts[4]), if(startsWith(parts[4], '-'), -4000000000, 4000000000)))])[1]), [trimLeft(concat(parts[2], parts[3]), '0')])[1]), [extractGroups(ifNull(c1, ''), '^([+-]?)([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]+))?$')])[1], toInt128OrNull(replaceOne(c1, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c1, '.') OR (length(c1) > 38), 0, (length(c1) - position(concat(c1, '.'), '.')) + 2))) AS n1
                FROM
                (
                    SELECT
                        if(mapContains(properties, 'tokens'), properties['tokens'], NULL) AS c0,
                        if(mapContains(properties, 'seats'), properties['seats'], NULL) AS c1,
                        event_type AS c2
                    FROM events
                )
            ) AS t0
        )
    )
)
