-- Purpose: how much an SQL metric had come to at many instants of a period, for one customer and one group.
-- Rule: at each as explain-sql-metric.sql counts it; there is no row where the group has none.
-- Why this shape: as explain-sql-metric-to-instants.sql, with a row for each of {{instants}} in place of a column.
SELECT {{instants}}[place_number] AS read_at, ifNull(sum(quantity), toDecimal256(0, 20)) AS metered
FROM
(
{{place_rows}}
)
WHERE {{is_of_group}}
GROUP BY place_number
