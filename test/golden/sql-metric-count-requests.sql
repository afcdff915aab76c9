-- sql-metric-count-requests: a count under a condition
-- SELECT count(*) FROM events WHERE event_type = 'request'
SELECT c0 AS column_0
FROM
(
    SELECT CAST(toDecimal256(m0, 20), 'Nullable(Decimal(76, 20))') AS c0
    FROM
    (
        SELECT count() AS m0
        FROM
        (
            SELECT 1 AS present
            FROM
            (
                SELECT event_type AS c0
                FROM events
            ) AS t0
            WHERE (t0.c0 = 'request')
        )
    )
)
