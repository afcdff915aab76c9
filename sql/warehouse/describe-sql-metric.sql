-- Purpose: the columns that an SQL metric gives, as the engine understands what the compiler has written.
-- Rule: a metric is admitted only where the engine's columns are the compiler's.
-- Why this shape: {{metric}} is the metric over all events, of which DESCRIBE reads none.
DESCRIBE
(
{{metric}}
)
