-- Purpose: the quantities by SQL metrics that the invoices of many customers are rated from, under the limits for SQL that
-- others wrote (semantics 20). AUTHORITATIVE: invoices are rated from this.
-- Why this shape: as batch-quantities.sql; {{sql_blocks}} has a block for each metric, group key and, for metrics that are not
-- read by the hour, set of segments. There a place is a customer and a segment, and hour_start is 0; else a customer.
SELECT block_number, place_number, hour_start, groups, cumulative
FROM
(
{{sql_blocks}}
)
ORDER BY block_number, place_number, groups, hour_start
