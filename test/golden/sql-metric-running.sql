-- sql-metric-running: states, merged in time order
-- SELECT sum(properties.tokens) AS value FROM events WHERE event_type = 'request'
SELECT
    customer_id,
    hour,
    c0 AS column_0
FROM
(
    SELECT
        k0 AS customer_id,
        k1 AS hour,
        CAST(m0, 'Nullable(Decimal(76, 20))') AS c0
    FROM
    (
        SELECT
            k0,
            k1,
            sumIfMerge(s0) OVER so_far AS m0
        FROM
        (
            SELECT
                k0,
                k1,
                sumIfState(a0_0, kept) AS s0
            FROM
            (
                SELECT
                    t0.k0 AS k0,
                    t0.k1 AS k1,
                    ifNull((t0.c0 = 'request'), false) AS kept,
                    CAST(t0.n1, 'Nullable(Decimal(76, 20))') AS a0_0
                FROM
                (
                    SELECT
                        k0,
                        k1,
                        c0,
                        c1,
                        if(isNull(toInt128OrNull(replaceOne(c1, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c1, '.') OR (length(c1) > 38), 0, (length(c1) - position(concat(c1, '.'), '.')) + 2))), arrayMap(parts -> (arrayMap(digits -> (arrayMap(point -> multiIf(empty(parts[2]) AND empty(parts[3]), NULL, empty(digits) OR (point < -20), toDecimal256(0, 20), point > 38, NULL, toDecimal256OrNull(concat(parts[1], '0.', substring(digits, 1, 58), 'e', toString(point)), 20)), [(toInt64(length(digits)) - toInt64(length(parts[3]))) + if(empty(parts[4]), 0, ifNull(toInt32OrNull(parts[4]), if(startsWith(parts[4], '-'), -4000000000, 4000000000)))])[1]), [trimLeft(concat(parts[2], parts[3]), '0')])[1]), [extractGroups(ifNull(c1, ''), '^([+-]?)([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]+))?$')])[1], toInt128OrNull(replaceOne(c1, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c1, '.') OR (length(c1) > 38), 0, (length(c1) - position(concat(c1, '.'), '.')) + 2))) AS n1
                    FROM
                    (
                        SELECT
                            customer_id AS k0,
                            hour AS k1,
                            event_type AS c0,
                            if(mapContains(properties, 'tokens'), properties['tokens'], NULL) AS c1
                        FROM
                        (
                            SELECT
                                *,
                                toStartOfHour(timestamp) AS hour
                            FROM events
                        )
                    )
                ) AS t0
            )
            GROUP BY
                k0,
                k1
        )
        WINDOW so_far AS (PARTITION BY k0 ORDER BY k1 ASC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    )
)
