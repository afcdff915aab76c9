-- sql-metric-average-of-daily-maxima: a subquery without an alias
-- SELECT sum(max_daily) / sum(days) AS value FROM (SELECT date_trunc('day', timestamp) AS day, max(properties.tokens) AS max_daily, 1 AS days FROM events WHERE event_type = 'request' GROUP BY day)
SELECT c3 AS column_0
FROM
(
    SELECT CAST(if(or(isNull(m0), isNull(m1)), NULL, if(ifNull(m1, toDecimal256(0, 20)) = 0, NULL, divideDecimal(ifNull(m0, toDecimal256(0, 20)), if(ifNull(m1, toDecimal256(0, 20)) = 0, toDecimal256(1, 20), ifNull(m1, toDecimal256(0, 20))), 20))), 'Nullable(Decimal(76, 20))') AS c3
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
                                multiIf(isNull(toFloat64OrNull(c2)), NULL, toFloat64OrNull(c2) = 0, toDecimal256(0, 20), isNotNull(toDecimal256OrNull(c2, 20)), if(abs(toDecimal256OrNull(c2, 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(c2, 20), NULL), abs(toFloat64OrNull(c2)) < 2e38, if(abs(toDecimal256OrNull(concat(if(startsWith(c2, '-'), '-', ''), if((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)'))), concat(substring(concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)')), greatest((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(concat(if(startsWith(c2, '-'), '-', ''), if((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)'))), concat(substring(concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)')), greatest((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20), NULL), NULL) AS n2
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
