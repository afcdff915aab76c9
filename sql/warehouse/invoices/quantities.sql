-- Purpose: the quantities of all products of a contract over a billing period, in one query whose number does not
-- grow with products, segments, groups or rates. AUTHORITATIVE: invoices are rated from this.
-- Why this shape: {{products}} is quantities-of-product.sql once for each product.
SELECT product_number, segment_start, groups, cumulative, may_fall, unread
FROM
(
{{products}}
)
ORDER BY product_number, groups, segment_start
