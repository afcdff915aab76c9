-- sql-metric-usage-places: two places, in one pass
-- SELECT sum(n) AS value FROM (SELECT max(properties.seats) AS n FROM events GROUP BY event_type)
SELECT
    owner_id,
    window_number,
    if(ifNull(true, false) AS is_asked, groups, []) AS asked_groups,
    toString(sum(quantity)) AS value,
    toString(sum(sum(quantity)) OVER place) AS total
FROM
(
    SELECT
        arrayElement({place_owners:Array(String)}, place_number) AS owner_id,
        arrayElement({place_windows:Array(Int64)}, place_number) AS window_number,
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
                    properties,
                    transform((transform(customer_id, {identifiers:Array(String)}, {owner_numbers:Array(Int64)}, toInt64(-1)) * 4294967296) + intDiv(toUnixTimestamp64Milli(timestamp), {window_ms:Int64}), {place_keys:Array(Int64)}, arrayEnumerate({place_keys:Array(Int64)}), toUInt32(0)) AS place_number
                FROM events
                WHERE (customer_id IN ({identifiers:Array(String)})) AND (timestamp >= {range_from:DateTime64(6, 'UTC')}) AND (timestamp < {range_to:DateTime64(6, 'UTC')}) AND (((transform(customer_id, {identifiers:Array(String)}, {owner_numbers:Array(Int64)}, toInt64(-1)) * 4294967296) + intDiv(toUnixTimestamp64Milli(timestamp), {window_ms:Int64})) IN ({place_keys:Array(Int64)}))
            )
        SELECT
            k0 AS place_number,
            c1 AS column_0
        FROM
        (
            SELECT
                k0,
                CAST(m0, 'Nullable(Decimal(76, 20))') AS c1
            FROM
            (
                SELECT
                    every.k0 AS k0,
                    found.m0 AS m0
                FROM
                (
                    SELECT toUInt32(arrayJoin(range(1, 3))) AS k0
                ) AS every
                LEFT JOIN
                (
                    SELECT
                        k0,
                        sum(a0_0) AS m0
                    FROM
                    (
                        SELECT
                            t1.k0 AS k0,
                            CAST(t1.c0, 'Nullable(Decimal(76, 20))') AS a0_0
                        FROM
                        (
                            SELECT
                                k0,
                                CAST(m0, 'Nullable(Decimal(76, 20))') AS c0
                            FROM
                            (
                                SELECT
                                    k0,
                                    g0,
                                    max(a0_0) AS m0
                                FROM
                                (
                                    SELECT
                                        t0.k0 AS k0,
                                        CAST(t0.c1, 'Nullable(String)') AS g0,
                                        CAST(t0.n0, 'Nullable(Decimal(76, 20))') AS a0_0
                                    FROM
                                    (
                                        SELECT
                                            k0,
                                            c0,
                                            c1,
                                            if(isNull(toInt128OrNull(replaceOne(c0, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c0, '.') OR (length(c0) > 38), 0, (length(c0) - position(concat(c0, '.'), '.')) + 2))), arrayMap(parts -> (arrayMap(digits -> (arrayMap(point -> multiIf(empty(parts[2]) AND empty(parts[3]), NULL, empty(digits) OR (point < -20), toDecimal256(0, 20), point > 38, NULL, toDecimal256OrNull(concat(parts[1], '0.', substring(digits, 1, 58), 'e', toString(point)), 20)), [(toInt64(length(digits)) - toInt64(length(parts[3]))) + if(empty(parts[4]), 0, ifNull(toInt32OrNull(parts[4]), if(startsWith(parts[4], '-'), -4000000000, 4000000000)))])[1]), [trimLeft(concat(parts[2], parts[3]), '0')])[1]), [extractGroups(ifNull(c0, ''), '^([+-]?)([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]+))?$')])[1], toInt128OrNull(replaceOne(c0, '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(c0, '.') OR (length(c0) > 38), 0, (length(c0) - position(concat(c0, '.'), '.')) + 2))) AS n0
                                        FROM
                                        (
                                            SELECT
                                                place_number AS k0,
                                                if(mapContains(properties, 'seats'), properties['seats'], NULL) AS c0,
                                                event_type AS c1
                                            FROM source
                                        )
                                    ) AS t0
                                )
                                GROUP BY
                                    k0,
                                    g0
                            )
                        ) AS t1
                    )
                    GROUP BY k0
                ) AS found ON every.k0 = found.k0
            )
        )
    )
)
GROUP BY
    owner_id,
    window_number,
    is_asked,
    asked_groups
HAVING throwIf(ifNull(max(abs(quantity)) >= toDecimal256('1e38', 20), false) OR ifNull(is_asked AND (abs(sum(quantity)) >= toDecimal256('1e38', 20)), false), 'a quantity has more than 38 integer digits') = 0
WINDOW place AS (PARTITION BY owner_id, window_number)
QUALIFY (throwIf(ifNull(abs(sum(sum(quantity)) OVER place) >= toDecimal256('1e38', 20), false), 'a quantity has more than 38 integer digits') = 0) AND (is_asked OR (NOT max(is_asked) OVER place))
LIMIT {rows_max:UInt64}
