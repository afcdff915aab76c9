-- sql-metric-view: parameters, names of the text’s own, events after the first
-- SELECT sum(properties.tokens) AS value, properties.user AS "column_0", count(*) AS "a `b\"
-- FROM events GROUP BY properties.user
CREATE OR REPLACE VIEW metric_00000000_0000_4000_8000_000000000001
COMMENT 'o\'clock: SELECT * FROM metric_00000000_0000_4000_8000_000000000001(identifiers = [\'customer\', \'alias\'], range_from = \'2024-08-01 00:00:00\', range_to = \'2024-09-01 00:00:00\'); the quantity is the column \'value\''
AS SELECT
    metric.column_0 AS value,
    metric.column_1 AS column_0,
    metric.column_2 AS `a \`b\\`
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
            WHERE (customer_id IN ({identifiers:Array(String)})) AND (timestamp >= {range_from:DateTime64(6, 'UTC')}) AND (timestamp < {range_to:DateTime64(6, 'UTC')}) AND (accepted_sequence > 1)
        )
    SELECT
        c0 AS column_0,
        c1 AS column_1,
        c2 AS column_2
    FROM
    (
        SELECT
            CAST(m0, 'Nullable(Decimal(76, 20))') AS c0,
            CAST(g0, 'Nullable(String)') AS c1,
            CAST(toDecimal256(m1, 20), 'Nullable(Decimal(76, 20))') AS c2
        FROM
        (
            SELECT
                g0,
                sum(a0_0) AS m0,
                count() AS m1
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
                            if(mapContains(properties, 'tokens'), properties['tokens'], NULL) AS c0,
                            if(mapContains(properties, 'user'), properties['user'], NULL) AS c1
                        FROM source
                    )
                ) AS t0
            )
            GROUP BY g0
        )
    )
) AS metric
