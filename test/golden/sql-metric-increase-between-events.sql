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
                    multiIf(isNull(toFloat64OrNull(c2)), NULL, toFloat64OrNull(c2) = 0, toDecimal256(0, 20), isNotNull(toDecimal256OrNull(c2, 20)), if(abs(toDecimal256OrNull(c2, 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(c2, 20), NULL), abs(toFloat64OrNull(c2)) < 2e38, if(abs(toDecimal256OrNull(concat(if(startsWith(c2, '-'), '-', ''), if((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)'))), concat(substring(concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)')), greatest((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(concat(if(startsWith(c2, '-'), '-', ''), if((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)'))), concat(substring(concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)')), greatest((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20), NULL), NULL) AS n2,
                    multiIf(isNull(toFloat64OrNull(c3)), NULL, toFloat64OrNull(c3) = 0, toDecimal256(0, 20), isNotNull(toDecimal256OrNull(c3, 20)), if(abs(toDecimal256OrNull(c3, 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(c3, 20), NULL), abs(toFloat64OrNull(c3)) < 2e38, if(abs(toDecimal256OrNull(concat(if(startsWith(c3, '-'), '-', ''), if((toInt32(length(extract(c3, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c3, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c3, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c3, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c3, '^[+-]?([0-9]*)'), extract(c3, '[.]([0-9]*)'))), concat(substring(concat(extract(c3, '^[+-]?([0-9]*)'), extract(c3, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c3, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c3, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c3, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c3, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c3, '^[+-]?([0-9]*)'), extract(c3, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c3, '^[+-]?([0-9]*)'), extract(c3, '[.]([0-9]*)')), greatest((toInt32(length(extract(c3, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c3, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(concat(if(startsWith(c3, '-'), '-', ''), if((toInt32(length(extract(c3, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c3, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c3, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c3, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c3, '^[+-]?([0-9]*)'), extract(c3, '[.]([0-9]*)'))), concat(substring(concat(extract(c3, '^[+-]?([0-9]*)'), extract(c3, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c3, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c3, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c3, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c3, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c3, '^[+-]?([0-9]*)'), extract(c3, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c3, '^[+-]?([0-9]*)'), extract(c3, '[.]([0-9]*)')), greatest((toInt32(length(extract(c3, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c3, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20), NULL), NULL) AS n3
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
