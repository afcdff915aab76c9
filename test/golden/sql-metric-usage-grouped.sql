-- sql-metric-usage-grouped: one customer, one column, filtered
-- SELECT properties.user, sum(properties.tokens) AS value FROM events WHERE event_type = 'request' GROUP BY 1
SELECT
    window_number,
    groups,
    toString(sum(quantity)) AS value
FROM
(
    SELECT
        owner_id AS owner_id,
        window_number AS window_number,
        [CAST(column_0, 'Nullable(String)')] AS groups,
        column_1 AS quantity
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
                    properties,
                    transform(customer_id, {identifiers:Array(String)}, {owners:Array(String)}, '') AS owner_id,
                    intDiv(toUnixTimestamp64Milli(timestamp), {window_ms:Int64}) AS window_number
                FROM events
                WHERE (customer_id IN ({identifiers:Array(String)})) AND (timestamp >= {range_from:DateTime64(6, 'UTC')}) AND (timestamp < {range_to:DateTime64(6, 'UTC')}) AND (accepted_sequence > 7)
            )
        SELECT
            owner_id,
            window_number,
            c0 AS column_0,
            c1 AS column_1
        FROM
        (
            SELECT
                k0 AS owner_id,
                k1 AS window_number,
                CAST(g0, 'Nullable(String)') AS c0,
                CAST(m0, 'Nullable(Decimal(76, 20))') AS c1
            FROM
            (
                SELECT
                    k0,
                    k1,
                    g0,
                    sum(a0_0) AS m0
                FROM
                (
                    SELECT
                        t0.k0 AS k0,
                        t0.k1 AS k1,
                        CAST(t0.c1, 'Nullable(String)') AS g0,
                        CAST(t0.n2, 'Nullable(Decimal(76, 20))') AS a0_0
                    FROM
                    (
                        SELECT
                            k0,
                            k1,
                            c0,
                            c1,
                            c2,
                            multiIf(isNull(toFloat64OrNull(c2)), NULL, toFloat64OrNull(c2) = 0, toDecimal256(0, 20), isNotNull(toDecimal256OrNull(c2, 20)), if(abs(toDecimal256OrNull(c2, 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(c2, 20), NULL), abs(toFloat64OrNull(c2)) < 2e38, if(abs(toDecimal256OrNull(concat(if(startsWith(c2, '-'), '-', ''), if((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)'))), concat(substring(concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)')), greatest((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20)) < toDecimal256('1e38', 20), toDecimal256OrNull(concat(if(startsWith(c2, '-'), '-', ''), if((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))) <= 0, concat('0.', repeat('0', least(greatest(-(toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))), 0), 100)), concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)'))), concat(substring(concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)')), 1, greatest((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))), 1)), repeat('0', least(greatest((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))) - toInt32(length(concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)')))), 0), 100)), '.', substring(concat(extract(c2, '^[+-]?([0-9]*)'), extract(c2, '[.]([0-9]*)')), greatest((toInt32(length(extract(c2, '^[+-]?([0-9]*)'))) + toInt32OrZero(extract(c2, '[eE][+]?(-?[0-9]+)$'))), 0) + 1)))), 20), NULL), NULL) AS n2
                        FROM
                        (
                            SELECT
                                owner_id AS k0,
                                window_number AS k1,
                                event_type AS c0,
                                if(mapContains(properties, 'user'), properties['user'], NULL) AS c1,
                                if(mapContains(properties, 'tokens'), properties['tokens'], NULL) AS c2
                            FROM source
                        )
                    ) AS t0
                    WHERE ifNull((t0.c0 = 'request'), false)
                )
                GROUP BY
                    k0,
                    k1,
                    g0
            )
        )
    )
)
WHERE (groups[1]) IN ({group_filter_0:Array(String)})
GROUP BY
    window_number,
    groups
HAVING ((window_number, arrayMap(text -> if(isNull(text), '1', concat('0', assumeNotNull(text))), groups)) > ({after_window:Int64}, {after_ranks:Array(String)})) AND (throwIf(ifNull(max(abs(quantity)) >= toDecimal256('1e38', 20), false) OR ifNull(abs(sum(quantity)) >= toDecimal256('1e38', 20), false), 'a quantity has more than 38 integer digits') = 0)
ORDER BY
    window_number ASC,
    arrayMap(text -> if(isNull(text), '1', concat('0', assumeNotNull(text))), groups) ASC
LIMIT {rows_max:UInt32}
