-- Purpose: billable metrics written in SQL.
-- Rule: definition says of which kind it is; those made before there were two are streaming.
UPDATE billable_metrics
SET definition = json_set(definition, '$.kind', 'streaming')
WHERE json_extract(definition, '$.kind') IS NULL;
