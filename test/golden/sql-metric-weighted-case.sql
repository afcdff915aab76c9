-- sql-metric-weighted-case: CASE, arithmetic that leaves out NULL, division by zero
-- SELECT round(sum(CASE event_type WHEN 'seats' THEN properties.seats * 2 ELSE properties.tokens / 3 END), 2) AS value, 1 / (count(*) - 7) AS nothing FROM events
SELECT
    c0 AS column_0,
    c1 AS column_1
FROM
(
    SELECT
        CAST(arrayMap(v1 -> if(isNull(v1), NULL, round(ifNull(v1, toDecimal256(0, 20)), 2)), [if(throwIf(abs(ifNull(m1, 0)) > 1e55, 'a sum has more than 55 integer digits') = 0, m0, NULL)])[1], 'Nullable(Decimal(76, 20))') AS c0,
        CAST(arrayMap(v3 -> if(isNull(v3), NULL, if(ifNull(v3, toDecimal256(0, 20)) = 0, NULL, divideDecimal(toDecimal256('1', 20), if(ifNull(v3, toDecimal256(0, 20)) = 0, toDecimal256(1, 20), ifNull(v3, toDecimal256(0, 20))), 20))), [arrayMap(v2 -> if(isNull(v2), NULL, (ifNull(v2, toDecimal256(0, 20)) - toDecimal256('7', 20))), [toDecimal256(m2, 20)])[1]])[1], 'Nullable(Decimal(76, 20))') AS c1
    FROM
    (
        SELECT
            sum(a0_0) AS m0,
            sum(toFloat64(a1_0)) AS m1,
            count() AS m2
        FROM
        (
            SELECT
                CAST(arrayMap((v4, v5) -> multiIf(t0.c2 = 'seats', v4, v5), [if(isNull(t0.n1), NULL, multiplyDecimal(ifNull(t0.n1, toDecimal256(0, 20)), toDecimal256('2', 20), 20))], [if(isNull(t0.n0), NULL, if(toDecimal256('3', 20) = 0, NULL, divideDecimal(ifNull(t0.n0, toDecimal256(0, 20)), if(toDecimal256('3', 20) = 0, toDecimal256(1, 20), toDecimal256('3', 20)), 20)))])[1], 'Nullable(Decimal(76, 20))') AS a0_0,
                CAST(arrayMap((v6, v7) -> multiIf(t0.c2 = 'seats', v6, v7), [if(isNull(t0.n1), NULL, multiplyDecimal(ifNull(t0.n1, toDecimal256(0, 20)), toDecimal256('2', 20), 20))], [if(isNull(t0.n0), NULL, if(toDecimal256('3', 20) = 0, NULL, divideDecimal(ifNull(t0.n0, toDecimal256(0, 20)), if(toDecimal256('3', 20) = 0, toDecimal256(1, 20), toDecimal256('3', 20)), 20)))])[1], 'Nullable(Decimal(76, 20))') AS a1_0
            FROM
            (
                SELECT
                    c0,
                    c1,
                    c2,
                    multiIf(isNull(toFloat64OrNull(c0)), NULL, toFloat64OrNull(c0) = 0, toDecimal256(0, 20), isNotNull(toDecimal256OrNull(c0, 20)), if(abs(toDecimal256OrNull(c0, 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(c0, 20), NULL), abs(toFloat64OrNull(c0)) < 2e38, if(abs(toDecimal256OrNull(concat(if(startsWith(c0, '-'), '-', ''), if((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)'))), concat(substring(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')), greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(concat(if(startsWith(c0, '-'), '-', ''), if((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)'))), concat(substring(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')), greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20), NULL), NULL) AS n0,
                    multiIf(isNull(toFloat64OrNull(c1)), NULL, toFloat64OrNull(c1) = 0, toDecimal256(0, 20), isNotNull(toDecimal256OrNull(c1, 20)), if(abs(toDecimal256OrNull(c1, 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(c1, 20), NULL), abs(toFloat64OrNull(c1)) < 2e38, if(abs(toDecimal256OrNull(concat(if(startsWith(c1, '-'), '-', ''), if((toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c1, '^[+-]?([0-9]*)'), extract(c1, '[.]([0-9]*)'))), concat(substring(concat(extract(c1, '^[+-]?([0-9]*)'), extract(c1, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c1, '^[+-]?([0-9]*)'), extract(c1, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c1, '^[+-]?([0-9]*)'), extract(c1, '[.]([0-9]*)')), greatest((toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(concat(if(startsWith(c1, '-'), '-', ''), if((toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c1, '^[+-]?([0-9]*)'), extract(c1, '[.]([0-9]*)'))), concat(substring(concat(extract(c1, '^[+-]?([0-9]*)'), extract(c1, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c1, '^[+-]?([0-9]*)'), extract(c1, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c1, '^[+-]?([0-9]*)'), extract(c1, '[.]([0-9]*)')), greatest((toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20), NULL), NULL) AS n1
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
