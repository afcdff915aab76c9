-- sql-metric-latest-and-median: aggregates of our own: latest and quantile
-- SELECT latest(properties.seats) AS value, quantile(properties.tokens, 0.5) AS median, count(DISTINCT properties.user) AS users FROM events
SELECT
    CAST(multiIf(isNull(toFloat64OrNull(c0)), NULL, toFloat64OrNull(c0) = 0, toDecimal256(0, 20), isNotNull(toDecimal256OrNull(c0, 20)), if(abs(toDecimal256OrNull(c0, 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(c0, 20), NULL), abs(toFloat64OrNull(c0)) < 2e38, if(abs(toDecimal256OrNull(concat(if(startsWith(c0, '-'), '-', ''), if((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)'))), concat(substring(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')), greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(concat(if(startsWith(c0, '-'), '-', ''), if((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)'))), concat(substring(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')), greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20), NULL), NULL), 'Nullable(Decimal(76, 20))') AS column_0,
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
                    multiIf(isNull(toFloat64OrNull(c3)), NULL, toFloat64OrNull(c3) = 0, toDecimal256(0, 20), isNotNull(toDecimal256OrNull(c3, 20)), if(abs(toDecimal256OrNull(c3, 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(c3, 20), NULL), abs(toFloat64OrNull(c3)) < 2e38, if(abs(toDecimal256OrNull(concat(if(startsWith(c3, '-'), '-', ''), if((toInt32(length(extract(c3, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c3, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c3, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c3, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c3, '^[+-]?([0-9]*)'), extract(c3, '[.]([0-9]*)'))), concat(substring(concat(extract(c3, '^[+-]?([0-9]*)'), extract(c3, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c3, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c3, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c3, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c3, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c3, '^[+-]?([0-9]*)'), extract(c3, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c3, '^[+-]?([0-9]*)'), extract(c3, '[.]([0-9]*)')), greatest((toInt32(length(extract(c3, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c3, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(concat(if(startsWith(c3, '-'), '-', ''), if((toInt32(length(extract(c3, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c3, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c3, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c3, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c3, '^[+-]?([0-9]*)'), extract(c3, '[.]([0-9]*)'))), concat(substring(concat(extract(c3, '^[+-]?([0-9]*)'), extract(c3, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c3, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c3, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c3, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c3, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c3, '^[+-]?([0-9]*)'), extract(c3, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c3, '^[+-]?([0-9]*)'), extract(c3, '[.]([0-9]*)')), greatest((toInt32(length(extract(c3, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c3, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20), NULL), NULL) AS n3
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
