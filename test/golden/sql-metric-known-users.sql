-- sql-metric-known-users: NOT IN a subquery, whose NULLs are kept out
-- SELECT count(*) FROM events WHERE properties.user NOT IN (SELECT properties.user FROM events WHERE properties.user = 'ann')
SELECT c1 AS column_0
FROM
(
    SELECT CAST(toDecimal256(m0, 20), 'Nullable(Decimal(76, 20))') AS c1
    FROM
    (
        SELECT count() AS m0
        FROM
        (
            SELECT 1 AS present
            FROM
            (
                SELECT if(mapContains(properties, 'user'), properties['user'], NULL) AS c0
                FROM events
            ) AS t0
            WHERE NOT (arrayMap((v1, v2, v3) -> multiIf(v1, true, tupleElement(v3, 1) = 0, false, isNull(v2) OR (tupleElement(v3, 2) > 0), NULL, false), [ifNull((t0.c0 IN (
                SELECT n0
                FROM
                (
                    SELECT CAST(m0, 'Nullable(String)') AS n0
                    FROM
                    (
                        SELECT c0 AS m0
                        FROM
                        (
                            SELECT CAST(t1.c0, 'Nullable(String)') AS c0
                            FROM
                            (
                                SELECT if(mapContains(properties, 'user'), properties['user'], NULL) AS c0
                                FROM events
                            ) AS t1
                            WHERE (t1.c0 = 'ann')
                        )
                    )
                )
                WHERE isNotNull(n0)
            )), false)], [t0.c0], [(
                SELECT (count(), countIf(isNull(n0)))
                FROM
                (
                    SELECT CAST(m0, 'Nullable(String)') AS n0
                    FROM
                    (
                        SELECT c0 AS m0
                        FROM
                        (
                            SELECT CAST(t1.c0, 'Nullable(String)') AS c0
                            FROM
                            (
                                SELECT if(mapContains(properties, 'user'), properties['user'], NULL) AS c0
                                FROM events
                            ) AS t1
                            WHERE (t1.c0 = 'ann')
                        )
                    )
                )
            )])[1])
        )
    )
)
