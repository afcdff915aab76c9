-- sql-metric-by-owners: each layer keeps whose its rows are
-- SELECT sum(n) AS value FROM (SELECT count(*) AS n FROM events GROUP BY event_type ORDER BY 1 LIMIT 2) AS least WHERE n < (SELECT count(*) FROM events)
SELECT
    k0 AS owner_number,
    c2 AS column_0
FROM
(
    SELECT
        k0,
        CAST(m0, 'Nullable(Decimal(76, 20))') AS c2
    FROM
    (
        SELECT
            every.k0 AS k0,
            found.m0 AS m0
        FROM
        (
            SELECT toUInt32(arrayJoin(range(1, 501))) AS k0
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
                        c0
                    FROM
                    (
                        SELECT
                            k0,
                            CAST(toDecimal256(m0, 20), 'Nullable(Decimal(76, 20))') AS c0
                        FROM
                        (
                            SELECT
                                k0,
                                g0,
                                count() AS m0
                            FROM
                            (
                                SELECT
                                    t0.k0 AS k0,
                                    CAST(t0.c0, 'Nullable(String)') AS g0
                                FROM
                                (
                                    SELECT
                                        owner_number AS k0,
                                        event_type AS c0
                                    FROM source
                                ) AS t0
                            )
                            GROUP BY
                                k0,
                                g0
                        )
                    )
                    ORDER BY
                        c0 ASC NULLS LAST,
                        c0 ASC NULLS LAST
                    LIMIT 2 BY k0
                ) AS t1
                WHERE (t1.c0 < ((
                    SELECT arrayMap(r -> tupleElement(r, 2), arraySort(r -> tupleElement(r, 1), groupArray(tuple(k0, c1))))
                    FROM
                    (
                        SELECT
                            every.k0 AS k0,
                            found.c1 AS c1
                        FROM
                        (
                            SELECT toUInt32(arrayJoin(range(1, 501))) AS k0
                        ) AS every
                        LEFT JOIN
                        (
                            SELECT
                                k0,
                                CAST(toDecimal256(m0, 20), 'Nullable(Decimal(76, 20))') AS c1
                            FROM
                            (
                                SELECT
                                    every.k0 AS k0,
                                    found.m0 AS m0
                                FROM
                                (
                                    SELECT toUInt32(arrayJoin(range(1, 501))) AS k0
                                ) AS every
                                LEFT JOIN
                                (
                                    SELECT
                                        k0,
                                        count() AS m0
                                    FROM
                                    (
                                        SELECT t2.k0 AS k0
                                        FROM
                                        (
                                            SELECT owner_number AS k0
                                            FROM source
                                        ) AS t2
                                    )
                                    GROUP BY k0
                                ) AS found ON every.k0 = found.k0
                            )
                        ) AS found ON every.k0 = found.k0
                    )
                    HAVING throwIf(count() > 500, 'a subquery in place of a value gives more than one row') = 0
                )[t1.k0]))
            )
            GROUP BY k0
        ) AS found ON every.k0 = found.k0
    )
)
