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
                        multiIf(isNull(toFloat64OrNull(c1)), NULL, toFloat64OrNull(c1) = 0, toDecimal256(0, 20), isNotNull(toDecimal256OrNull(c1, 20)), if(abs(toDecimal256OrNull(c1, 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(c1, 20), NULL), abs(toFloat64OrNull(c1)) < 2e38, if(abs(toDecimal256OrNull(concat(if(startsWith(c1, '-'), '-', ''), if((toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c1, '^[+-]?([0-9]*)'), extract(c1, '[.]([0-9]*)'))), concat(substring(concat(extract(c1, '^[+-]?([0-9]*)'), extract(c1, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c1, '^[+-]?([0-9]*)'), extract(c1, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c1, '^[+-]?([0-9]*)'), extract(c1, '[.]([0-9]*)')), greatest((toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(concat(if(startsWith(c1, '-'), '-', ''), if((toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c1, '^[+-]?([0-9]*)'), extract(c1, '[.]([0-9]*)'))), concat(substring(concat(extract(c1, '^[+-]?([0-9]*)'), extract(c1, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c1, '^[+-]?([0-9]*)'), extract(c1, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c1, '^[+-]?([0-9]*)'), extract(c1, '[.]([0-9]*)')), greatest((toInt32(length(extract(c1, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c1, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20), NULL), NULL) AS n1
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
