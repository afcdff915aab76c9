-- Purpose: the quantities of all metrics that the invoices of many customers are rated from, in one query whose number
-- does not grow with customers, products, segments, groups or rates. AUTHORITATIVE: invoices are rated from this.
-- Why this shape: {{blocks}} is one file once for each metric and group key: batch-quantities-of-product.sql where the
-- period is one segment, batch-segments-of-product.sql where it has several.
SELECT block_number, owner_number, groups, segment_starts, cumulatives, may_fall, unread
FROM
(
{{blocks}}
)
ORDER BY block_number, owner_number, groups
