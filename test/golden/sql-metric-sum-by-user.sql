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
                        multiIf(isNull(toFloat64OrNull(c1)), NULL, toFloat64OrNull(c1) = 0, toDecimal256(0, 20), isNotNull(toDecimal256OrNull(c1, 20)), if(abs(toDecimal256OrNull(c1, 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(c1, 20), NULL), abs(toFloat64OrNull(c1)) < 2e38, if(abs(toDecimal256OrNull(concat(if(startsWith(c1, '-'), '-', ''), if((toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c1, '^[+-]?([0-9]*)'), extract(c1, '[.]([0-9]*)'))), concat(substring(concat(extract(c1, '^[+-]?([0-9]*)'), extract(c1, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c1, '^[+-]?([0-9]*)'), extract(c1, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c1, '^[+-]?([0-9]*)'), extract(c1, '[.]([0-9]*)')), greatest((toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(concat(if(startsWith(c1, '-'), '-', ''), if((toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c1, '^[+-]?([0-9]*)'), extract(c1, '[.]([0-9]*)'))), concat(substring(concat(extract(c1, '^[+-]?([0-9]*)'), extract(c1, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c1, '^[+-]?([0-9]*)'), extract(c1, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c1, '^[+-]?([0-9]*)'), extract(c1, '[.]([0-9]*)')), greatest((toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20), NULL), NULL) AS n1
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
