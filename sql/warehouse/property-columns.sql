-- Purpose: the columns that events has for single properties, which the metrics' views read (docs/decisions/0012).
SELECT name
FROM system.columns
WHERE database = currentDatabase() AND table = 'events' AND default_kind = 'MATERIALIZED'
