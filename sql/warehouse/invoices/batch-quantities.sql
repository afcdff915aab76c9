-- Purpose: the quantities of all metrics that the invoices of many customers are rated from, in one query whose number
-- does not grow with customers, products, segments, groups or rates. AUTHORITATIVE: invoices are rated from this.
-- Why this shape: {{blocks}} is batch-quantities-of-product.sql once for each metric and group key.
SELECT block_number, owner_number, groups, segment_starts, cumulatives, may_fall, unread
FROM
(
{{blocks}}
)
ORDER BY block_number, owner_number, groups
