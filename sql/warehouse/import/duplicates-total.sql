-- Purpose: how many duplicates there are, to tell after an import how many of its events were there before.
-- Why this shape: the tables' metadata has the counts.
SELECT (SELECT count() FROM duplicate_events) + (SELECT count() FROM repeated_events) AS duplicates_total
