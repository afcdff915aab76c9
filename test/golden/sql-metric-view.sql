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
                        if(isNull(toInt128OrNull(replaceOne(c0, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c0, '.') OR (length(c0) > 38), 0, (length(c0) - position(concat(c0, '.'), '.')) + 2))), arrayMap(parts -> (arrayMap(digits -> (arrayMap(point -> multiIf(empty(parts[2]) AND empty(parts[3]), NULL, empty(digits) OR (point < -20), toDecimal256(0, 20), point > 38, NULL, toDecimal256OrNull(concat(parts[1], '0.', substring(digits, 1, 58), 'e', toString(point)), 20)), [(toInt64(length(digits)) - toInt64(length(parts[3]))) + if(empty(parts[4]), 0, ifNull(toInt32OrNull(parts[4]), if(startsWith(parts[4], '-'), -4000000000, 4000000000)))])[1]), [trimLeft(concat(parts[2], parts[3]), '0')])[1]), [extractGroups(ifNull(c0, ''), '^([+-]?)([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]+))?$')])[1], toInt128OrNull(replaceOne(c0, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c0, '.') OR (length(c0) > 38), 0, (length(c0) - position(concat(c0, '.'), '.')) + 2))) AS n0
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
