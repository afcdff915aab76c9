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
                            if(isNull(toInt128OrNull(replaceOne(c2, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c2, '.') OR (length(c2) > 38), 0, (length(c2) - position(concat(c2, '.'), '.')) + 2))), arrayMap(parts -> (arrayMap(digits -> (arrayMap(point -> multiIf(empty(parts[2]) AND empty(parts[3]), NULL, empty(digits) OR (point < -20), toDecimal256(0, 20), point > 38, NULL, toDecimal256OrNull(concat(parts[1], '0.', substring(digits, 1, 58), 'e', toString(point)), 20)), [(toInt64(length(digits)) - toInt64(length(parts[3]))) + if(empty(parts[4]), 0, ifNull(toInt32OrNull(parts[4]), if(startsWith(parts[4], '-'), -4000000000, 4000000000)))])[1]), [trimLeft(concat(parts[2], parts[3]), '0')])[1]), [extractGroups(ifNull(c2, ''), '^([+-]?)([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]+))?$')])[1], toInt128OrNull(replaceOne(c2, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c2, '.') OR (length(c2) > 38), 0, (length(c2) - position(concat(c2, '.'), '.')) + 2))) AS n2
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
