-- Purpose: how many duplicates there are, to tell after an import how many of its events were there before.
-- Why this shape: the table's metadata has the count.
SELECT count() AS duplicates_total
FROM duplicate_events
