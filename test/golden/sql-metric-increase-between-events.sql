-- sql-metric-increase-between-events: a WITH name, a join, a window function, UNION ALL, LIMIT
-- WITH seats AS (SELECT transaction_id AS id, properties.seats AS n FROM events WHERE event_type = 'seats')
-- SELECT now_n - before_n AS value FROM (
-- SELECT a.n AS now_n, lag(b.n) OVER (ORDER BY a.id) AS before_n FROM seats a JOIN seats b ON a.id = b.id
-- ) WHERE before_n IS NOT NULL
-- UNION ALL SELECT 0 ORDER BY value LIMIT 1
SELECT c6 AS column_0
FROM
(
    SELECT c6
    FROM
    (
        SELECT CAST(c4, 'Nullable(Decimal(76, 20))') AS c6
        FROM
        (
            SELECT CAST(if(or(isNull(t3.n2), isNull(t3.n3)), NULL, (ifNull(t3.n2, toDecimal256(0, 20)) - ifNull(t3.n3, toDecimal256(0, 20)))), 'Nullable(Decimal(76, 20))') AS c4
            FROM
            (
                SELECT
                    c2,
                    c3,
                    if(isNull(toInt128OrNull(replaceOne(c2, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c2, '.') OR (length(c2) > 38), 0, (length(c2) - position(concat(c2, '.'), '.')) + 2))), arrayMap(parts -> (arrayMap(digits -> (arrayMap(point -> multiIf(empty(parts[2]) AND empty(parts[3]), NULL, empty(digits) OR (point < -20), toDecimal256(0, 20), point > 38, NULL, toDecimal256OrNull(concat(parts[1], '0.', substring(digits, 1, 58), 'e', toString(point)), 20)), [(toInt64(length(digits)) - toInt64(length(parts[3]))) + if(empty(parts[4]), 0, ifNull(toInt32OrNull(parts[4]), if(startsWith(parts[4], '-'), -4000000000, 4000000000)))])[1]), [trimLeft(concat(parts[2], parts[3]), '0')])[1]), [extractGroups(ifNull(c2, ''), '^([+-]?)([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]+))?$')])[1], toInt128OrNull(replaceOne(c2, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c2, '.') OR (length(c2) > 38), 0, (length(c2) - position(concat(c2, '.'), '.')) + 2))) AS n2,
                    if(isNull(toInt128OrNull(replaceOne(c3, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c3, '.') OR (length(c3) > 38), 0, (length(c3) - position(concat(c3, '.'), '.')) + 2))), arrayMap(parts -> (arrayMap(digits -> (arrayMap(point -> multiIf(empty(parts[2]) AND empty(parts[3]), NULL, empty(digits) OR (point < -20), toDecimal256(0, 20), point > 38, NULL, toDecimal256OrNull(concat(parts[1], '0.', substring(digits, 1, 58), 'e', toString(point)), 20)), [(toInt64(length(digits)) - toInt64(length(parts[3]))) + if(empty(parts[4]), 0, ifNull(toInt32OrNull(parts[4]), if(startsWith(parts[4], '-'), -4000000000, 4000000000)))])[1]), [trimLeft(concat(parts[2], parts[3]), '0')])[1]), [extractGroups(ifNull(c3, ''), '^([+-]?)([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]+))?$')])[1], toInt128OrNull(replaceOne(c3, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c3, '.') OR (length(c3) > 38), 0, (length(c3) - position(concat(c3, '.'), '.')) + 2))) AS n3
                FROM
                (
                    SELECT
                        CAST(t1.c1, 'Nullable(String)') AS c2,
                        CAST(lag(CAST(t2.c1, 'Nullable(String)'), 1) OVER (ORDER BY CAST(t1.c0, 'Nullable(String)') ASC NULLS LAST, CAST(t1.c0, 'Nullable(String)') ASC NULLS LAST, CAST(t1.c1, 'Nullable(String)') ASC NULLS LAST, CAST(t2.c0, 'Nullable(String)') ASC NULLS LAST, CAST(t2.c1, 'Nullable(String)') ASC NULLS LAST), 'Nullable(String)') AS c3
                    FROM
                    (
                        SELECT
                            CAST(t0.c1, 'Nullable(String)') AS c0,
                            CAST(t0.c2, 'Nullable(String)') AS c1
                        FROM
                        (
                            SELECT
                                event_type AS c0,
                                transaction_id AS c1,
                                if(mapContains(properties, 'seats'), properties['seats'], NULL) AS c2
                            FROM events
                        ) AS t0
                        WHERE (t0.c0 = 'seats')
                    ) AS t1
                    INNER JOIN
                    (
                        SELECT
                            CAST(t0.c1, 'Nullable(String)') AS c0,
                            CAST(t0.c2, 'Nullable(String)') AS c1
                        FROM
                        (
                            SELECT
                                event_type AS c0,
                                transaction_id AS c1,
                                if(mapContains(properties, 'seats'), properties['seats'], NULL) AS c2
                            FROM events
                        ) AS t0
                        WHERE (t0.c0 = 'seats')
                    ) AS t2 ON (t1.c0 = t2.c0)
                )
            ) AS t3
            WHERE NOT (isNull(t3.c3))
        )
        UNION ALL
        SELECT CAST(c5, 'Nullable(Decimal(76, 20))') AS c6
        FROM
        (
            SELECT CAST(toDecimal256('0', 20), 'Nullable(Decimal(76, 20))') AS c5
        )
    )
    ORDER BY
        c6 ASC NULLS LAST,
        c6 ASC NULLS LAST
    LIMIT 1
)
