-- sql-metric-sum-by-user: a property read as a number and one that groups, named after itself
-- SELECT properties.user, sum(properties.tokens) AS value FROM events GROUP BY user ORDER BY user
SELECT
    c0 AS column_0,
    c1 AS column_1
FROM
(
    SELECT
        c0,
        c1
    FROM
    (
        SELECT
            CAST(g0, 'Nullable(String)') AS c0,
            CAST(m0, 'Nullable(Decimal(76, 20))') AS c1
        FROM
        (
            SELECT
                g0,
                sum(a0_0) AS m0
            FROM
            (
                SELECT
                    CAST(t0.c0, 'Nullable(String)') AS g0,
                    CAST(t0.n1, 'Nullable(Decimal(76, 20))') AS a0_0
                FROM
                (
                    SELECT
                        c0,
                        c1,
                        if(isNull(toInt128OrNull(replaceOne(c1, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c1, '.') OR (length(c1) > 38), 0, (length(c1) - position(concat(c1, '.'), '.')) + 2))), arrayMap(parts -> (arrayMap(digits -> (arrayMap(point -> multiIf(empty(parts[2]) AND empty(parts[3]), NULL, empty(digits) OR (point < -20), toDecimal256(0, 20), point > 38, NULL, toDecimal256OrNull(concat(parts[1], '0.', substring(digits, 1, 58), 'e', toString(point)), 20)), [(toInt64(length(digits)) - toInt64(length(parts[3]))) + if(empty(parts[4]), 0, ifNull(toInt32OrNull(parts[4]), if(startsWith(parts[4], '-'), -4000000000, 4000000000)))])[1]), [trimLeft(concat(parts[2], parts[3]), '0')])[1]), [extractGroups(ifNull(c1, ''), '^([+-]?)([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]+))?$')])[1], toInt128OrNull(replaceOne(c1, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c1, '.') OR (length(c1) > 38), 0, (length(c1) - position(concat(c1, '.'), '.')) + 2))) AS n1
                    FROM
                    (
                        SELECT
                            if(mapContains(properties, 'user'), properties['user'], NULL) AS c0,
                            if(mapContains(properties, 'tokens'), properties['tokens'], NULL) AS c1
                        FROM events
                    )
                ) AS t0
            )
            GROUP BY g0
        )
    )
    ORDER BY c0 ASC NULLS LAST
)
