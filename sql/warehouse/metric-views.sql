-- Purpose: the views of billable metrics that this database has.
SELECT name
FROM system.tables
WHERE database = currentDatabase() AND engine = 'View' AND startsWith(name, 'metric_')
ORDER BY name
