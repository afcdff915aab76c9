-- sql-metric-usage-batch: two customers, an hour each
-- SELECT sum(n) AS value FROM (SELECT max(properties.seats) AS n FROM events GROUP BY event_type)
SELECT
    owner_id,
    window_number,
    groups,
    toString(sum(quantity)) AS value
FROM
(
    SELECT
        'customer-0' AS owner_id,
        toInt64(0) AS window_number,
        CAST([], 'Array(Nullable(String))') AS groups,
        column_0 AS quantity
    FROM
    (
        WITH
            source AS
            (
                SELECT
                    transaction_id,
                    customer_id,
                    event_type,
                    timestamp,
                    properties
                FROM events
                WHERE (customer_id IN ({identifiers_0:Array(String)})) AND (timestamp >= fromUnixTimestamp64Milli(0, 'UTC')) AND (timestamp < fromUnixTimestamp64Milli(3600000, 'UTC'))
            )
        SELECT c1 AS column_0
        FROM
        (
            SELECT CAST(m0, 'Nullable(Decimal(76, 20))') AS c1
            FROM
            (
                SELECT sum(a0_0) AS m0
                FROM
                (
                    SELECT CAST(t1.c0, 'Nullable(Decimal(76, 20))') AS a0_0
                    FROM
                    (
                        SELECT CAST(m0, 'Nullable(Decimal(76, 20))') AS c0
                        FROM
                        (
                            SELECT
                                g0,
                                max(a0_0) AS m0
                            FROM
                            (
                                SELECT
                                    CAST(t0.c1, 'Nullable(String)') AS g0,
                                    CAST(t0.n0, 'Nullable(Decimal(76, 20))') AS a0_0
                                FROM
                                (
                                    SELECT
                                        c0,
                                        c1,
                                        multiIf(isNull(toFloat64OrNull(c0)), NULL, toFloat64OrNull(c0) = 0, toDecimal256(0, 20), isNotNull(toDecimal256OrNull(c0, 20)), if(abs(toDecimal256OrNull(c0, 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(c0, 20), NULL), abs(toFloat64OrNull(c0)) < 2e38, if(abs(toDecimal256OrNull(concat(if(startsWith(c0, '-'), '-', ''), if((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)'))), concat(substring(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')), greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(concat(if(startsWith(c0, '-'), '-', ''), if((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)'))), concat(substring(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')), greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20), NULL), NULL) AS n0
                                    FROM
                                    (
                                        SELECT
                                            if(mapContains(properties, 'seats'), properties['seats'], NULL) AS c0,
                                            event_type AS c1
                                        FROM source
                                    )
                                ) AS t0
                            )
                            GROUP BY g0
                        )
                    ) AS t1
                )
            )
        )
    )
    UNION ALL
    SELECT
        'customer-1' AS owner_id,
        toInt64(1) AS window_number,
        CAST([], 'Array(Nullable(String))') AS groups,
        column_0 AS quantity
    FROM
    (
        WITH
            source AS
            (
                SELECT
                    transaction_id,
                    customer_id,
                    event_type,
                    timestamp,
                    properties
                FROM events
                WHERE (customer_id IN ({identifiers_1:Array(String)})) AND (timestamp >= fromUnixTimestamp64Milli(3600000, 'UTC')) AND (timestamp < fromUnixTimestamp64Milli(7200000, 'UTC'))
            )
        SELECT c1 AS column_0
        FROM
        (
            SELECT CAST(m0, 'Nullable(Decimal(76, 20))') AS c1
            FROM
            (
                SELECT sum(a0_0) AS m0
                FROM
                (
                    SELECT CAST(t1.c0, 'Nullable(Decimal(76, 20))') AS a0_0
                    FROM
                    (
                        SELECT CAST(m0, 'Nullable(Decimal(76, 20))') AS c0
                        FROM
                        (
                            SELECT
                                g0,
                                max(a0_0) AS m0
                            FROM
                            (
                                SELECT
                                    CAST(t0.c1, 'Nullable(String)') AS g0,
                                    CAST(t0.n0, 'Nullable(Decimal(76, 20))') AS a0_0
                                FROM
                                (
                                    SELECT
                                        c0,
                                        c1,
                                        multiIf(isNull(toFloat64OrNull(c0)), NULL, toFloat64OrNull(c0) = 0, toDecimal256(0, 20), isNotNull(toDecimal256OrNull(c0, 20)), if(abs(toDecimal256OrNull(c0, 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(c0, 20), NULL), abs(toFloat64OrNull(c0)) < 2e38, if(abs(toDecimal256OrNull(concat(if(startsWith(c0, '-'), '-', ''), if((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)'))), concat(substring(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')), greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(concat(if(startsWith(c0, '-'), '-', ''), if((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)'))), concat(substring(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c0, '^[+-]?([0-9]*)'), extract(c0, '[.]([0-9]*)')), greatest((toInt32(length(extract(c0, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c0, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20), NULL), NULL) AS n0
                                    FROM
                                    (
                                        SELECT
                                            if(mapContains(properties, 'seats'), properties['seats'], NULL) AS c0,
                                            event_type AS c1
                                        FROM source
                                    )
                                ) AS t0
                            )
                            GROUP BY g0
                        )
                    ) AS t1
                )
            )
        )
    )
)
WHERE true
GROUP BY
    owner_id,
    window_number,
    groups
HAVING throwIf(ifNull(max(abs(quantity)) >= toDecimal256('1e38', 20), false) OR ifNull(abs(sum(quantity)) >= toDecimal256('1e38', 20), false), 'a quantity has more than 38 integer digits') = 0
