-- Purpose: how much an SQL metric had come to at one instant of a period, for one customer and one group.
-- Rule: as quantities-of-sql-product-to-segment.sql counts it for the invoice: 0 where the group has no row.
-- Why this shape: {{rows}} is the metric over the customer's events up to there, at an invoice's cut-off.
SELECT ifNull(sum(quantity), toDecimal256(0, 20)) AS quantity_so_far
FROM
(
{{rows}}
)
WHERE {{is_of_group}}
