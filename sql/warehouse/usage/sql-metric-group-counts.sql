-- Purpose: as group-counts.sql, of one SQL metric (POST /v1/usage, semantics 18 to 21).
-- Why this shape: {{rows}} as in sql-metric-batch.sql.
SELECT owner_id, window_number, uniqExact(arrayElement(groups, 1)) AS groups_total
FROM
(
{{rows}}
)
WHERE {{group_filter}}
GROUP BY owner_id, window_number
