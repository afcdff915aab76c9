-- sql-metric-latest-and-median: aggregates of our own: latest and quantile
-- SELECT latest(properties.seats) AS value, quantile(properties.tokens, 0.5) AS median, count(DISTINCT properties.user) AS users FROM events
SELECT
    CAST(if(isNull(toInt128OrNull(replaceOne(c0, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c0, '.') OR (length(c0) > 38), 0, (length(c0) - position(concat(c0, '.'), '.')) + 2))), arrayMap(parts -> (arrayMap(digits -> (arrayMap(point -> multiIf(empty(parts[2]) AND empty(parts[3]), NULL, empty(digits) OR (point < -20), toDecimal256(0, 20), point > 38, NULL, toDecimal256OrNull(concat(parts[1], '0.', substring(digits, 1, 58), 'e', toString(point)), 20)), [(toInt64(length(digits)) - toInt64(length(parts[3]))) + if(empty(parts[4]), 0, ifNull(toInt32OrNull(parts[4]), if(startsWith(parts[4], '-'), -4000000000, 4000000000)))])[1]), [trimLeft(concat(parts[2], parts[3]), '0')])[1]), [extractGroups(ifNull(c0, ''), '^([+-]?)([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]+))?$')])[1], toInt128OrNull(replaceOne(c0, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c0, '.') OR (length(c0) > 38), 0, (length(c0) - position(concat(c0, '.'), '.')) + 2))), 'Nullable(Decimal(76, 20))') AS column_0,
    c1 AS column_1,
    c2 AS column_2
FROM
(
    SELECT
        CAST(m0, 'Nullable(String)') AS c0,
        CAST(if(empty(m1), NULL, arrayMap(v -> ((v[toUInt64(floor(multiplyDecimal(toDecimal256(length(v) - 1, 20), toDecimal256('0.5', 20), 20))) + 1]) + multiplyDecimal((v[least(toUInt64(floor(multiplyDecimal(toDecimal256(length(v) - 1, 20), toDecimal256('0.5', 20), 20))) + 2, length(v))]) - (v[toUInt64(floor(multiplyDecimal(toDecimal256(length(v) - 1, 20), toDecimal256('0.5', 20), 20))) + 1]), (multiplyDecimal(toDecimal256(length(v) - 1, 20), toDecimal256('0.5', 20), 20) - floor(multiplyDecimal(toDecimal256(length(v) - 1, 20), toDecimal256('0.5', 20), 20))), 20)), [if(empty(m1), [toDecimal256(0, 20)], arraySort(m1))])[1]), 'Nullable(Decimal(76, 20))') AS c1,
        CAST(toDecimal256(m2, 20), 'Nullable(Decimal(76, 20))') AS c2
    FROM
    (
        SELECT
            argMax(a0_0, tuple(a0_1, a0_2)) AS m0,
            groupArray(a1_0) AS m1,
            uniqExact(a2_0) AS m2
        FROM
        (
            SELECT
                CAST(t0.c0, 'Nullable(String)') AS a0_0,
                CAST(t0.c1, 'Nullable(DateTime64(6, \'UTC\'))') AS a0_1,
                CAST(t0.c2, 'Nullable(String)') AS a0_2,
                CAST(t0.n3, 'Nullable(Decimal(76, 20))') AS a1_0,
                CAST(t0.c4, 'Nullable(String)') AS a2_0
            FROM
            (
                SELECT
                    c0,
                    c1,
                    c2,
                    c3,
                    c4,
                    if(isNull(toInt128OrNull(replaceOne(c3, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c3, '.') OR (length(c3) > 38), 0, (length(c3) - position(concat(c3, '.'), '.')) + 2))), arrayMap(parts -> (arrayMap(digits -> (arrayMap(point -> multiIf(empty(parts[2]) AND empty(parts[3]), NULL, empty(digits) OR (point < -20), toDecimal256(0, 20), point > 38, NULL, toDecimal256OrNull(concat(parts[1], '0.', substring(digits, 1, 58), 'e', toString(point)), 20)), [(toInt64(length(digits)) - toInt64(length(parts[3]))) + if(empty(parts[4]), 0, ifNull(toInt32OrNull(parts[4]), if(startsWith(parts[4], '-'), -4000000000, 4000000000)))])[1]), [trimLeft(concat(parts[2], parts[3]), '0')])[1]), [extractGroups(ifNull(c3, ''), '^([+-]?)([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]+))?$')])[1], toInt128OrNull(replaceOne(c3, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c3, '.') OR (length(c3) > 38), 0, (length(c3) - position(concat(c3, '.'), '.')) + 2))) AS n3
                FROM
                (
                    SELECT
                        if(mapContains(properties, 'seats'), properties['seats'], NULL) AS c0,
                        timestamp AS c1,
                        transaction_id AS c2,
                        if(mapContains(properties, 'tokens'), properties['tokens'], NULL) AS c3,
                        if(mapContains(properties, 'user'), properties['user'], NULL) AS c4
                    FROM events
                )
            ) AS t0
        )
    )
)
