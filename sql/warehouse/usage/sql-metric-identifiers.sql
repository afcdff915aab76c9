-- Purpose: under which ids an SQL metric has matching events in a range (semantics 10 and 21), as identifiers.sql for
-- streaming metrics.
-- Why this shape: {{matched}} gives each matching event's customer_id, as often as the metric's text reads the event.
SELECT DISTINCT customer_id AS identifier
FROM
(
{{matched}}
)
