-- sql-metric-average-of-daily-maxima: a subquery without an alias
-- SELECT sum(max_daily) / sum(days) AS value FROM (SELECT date_trunc('day', timestamp) AS day, max(properties.tokens) AS max_daily, 1 AS days FROM events WHERE event_type = 'request' GROUP BY day)
SELECT c3 AS column_0
FROM
(
    SELECT CAST(if(or(isNull(m0), isNull(m1)), NULL, if(ifNull(m1, toDecimal256(0, 20)) = 0, NULL, ((ifNull(m0, toDecimal256(0, 20)) * (abs(ifNull(m0, toDecimal256(0, 20))) < toDecimal256('1e36', 20))) / if(ifNull(m1, toDecimal256(0, 20)) = 0, toDecimal256(1, 20), ifNull(m1, toDecimal256(0, 20)))) + (arrayMap(r -> divideDecimal(r, if(ifNull(m1, toDecimal256(0, 20)) = 0, toDecimal256(1, 20), ifNull(m1, toDecimal256(0, 20))), 20), arrayResize([ifNull(m0, toDecimal256(0, 20))], abs(ifNull(m0, toDecimal256(0, 20))) >= toDecimal256('1e36', 20)))[1]))), 'Nullable(Decimal(76, 20))') AS c3
    FROM
    (
        SELECT
            sum(a0_0) AS m0,
            sum(a1_0) AS m1
        FROM
        (
            SELECT
                CAST(t1.c1, 'Nullable(Decimal(76, 20))') AS a0_0,
                CAST(t1.c2, 'Nullable(Decimal(76, 20))') AS a1_0
            FROM
            (
                SELECT
                    CAST(g0, 'Nullable(DateTime64(6, \'UTC\'))') AS c0,
                    CAST(m0, 'Nullable(Decimal(76, 20))') AS c1,
                    CAST(toDecimal256('1', 20), 'Nullable(Decimal(76, 20))') AS c2
                FROM
                (
                    SELECT
                        g0,
                        max(a0_0) AS m0
                    FROM
                    (
                        SELECT
                            CAST(if(isNull(t0.c1), NULL, fromUnixTimestamp64Micro((intDiv((toUnixTimestamp64Micro(ifNull(t0.c1, toDateTime64(0, 6, 'UTC'))) + 0) - positiveModulo((toUnixTimestamp64Micro(ifNull(t0.c1, toDateTime64(0, 6, 'UTC'))) + 0), 86400000000), 86400000000) * 86400000000) - 0, 'UTC')), 'Nullable(DateTime64(6, \'UTC\'))') AS g0,
                            CAST(t0.n2, 'Nullable(Decimal(76, 20))') AS a0_0
                        FROM
                        (
                            SELECT
                                c0,
                                c1,
                                c2,
                                if(isNull(toInt128OrNull(replaceOne(c2, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c2, '.') OR (length(c2) > 38), 0, (length(c2) - position(concat(c2, '.'), '.')) + 2))), arrayMap(parts -> (arrayMap(digits -> (arrayMap(point -> multiIf(empty(parts[2]) AND empty(parts[3]), NULL, empty(digits) OR (point < -20), toDecimal256(0, 20), point > 38, NULL, toDecimal256OrNull(concat(parts[1], '0.', substring(digits, 1, 58), 'e', toString(point)), 20)), [(toInt64(length(digits)) - toInt64(length(parts[3]))) + if(empty(parts[4]), 0, ifNull(toInt32OrNull(parts[4]), if(startsWith(parts[4], '-'), -4000000000, 4000000000)))])[1]), [trimLeft(concat(parts[2], parts[3]), '0')])[1]), [extractGroups(ifNull(c2, ''), '^([+-]?)([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]+))?$')])[1], toInt128OrNull(replaceOne(c2, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c2, '.') OR (length(c2) > 38), 0, (length(c2) - position(concat(c2, '.'), '.')) + 2))) AS n2
                            FROM
                            (
                                SELECT
                                    event_type AS c0,
                                    timestamp AS c1,
                                    if(mapContains(properties, 'tokens'), properties['tokens'], NULL) AS c2
                                FROM events
                            )
                        ) AS t0
                        WHERE (t0.c0 = 'request')
                    )
                    GROUP BY g0
                )
            ) AS t1
        )
    )
)
