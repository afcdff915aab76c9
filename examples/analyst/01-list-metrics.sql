-- Purpose: which billable metrics there are, and the view that each one is.
-- The comment is the metric's name; for an SQL metric it also shows how its view is asked.
SELECT name AS view, comment AS metric
FROM system.tables
WHERE database = currentDatabase() AND startsWith(name, 'metric_')
ORDER BY metric, view
