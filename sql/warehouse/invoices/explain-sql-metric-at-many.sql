-- Purpose: how much an SQL metric had come to at many instants of a period, for one customer and one group.
-- Rule: at each as explain-sql-metric.sql counts it; there is no row where the group has none.
-- Why this shape: {{place_rows}} is the metric over the customer's events up to each of {{instants}}, whose place among them is
-- place_number. The metric's text once for each of a month's hours would be longer than the engine reads.
SELECT {{instants}}[place_number] AS read_at, ifNull(sum(quantity), toDecimal256(0, 20)) AS metered
FROM
(
{{place_rows}}
)
WHERE {{is_of_group}}
GROUP BY place_number
