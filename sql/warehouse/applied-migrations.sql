-- Purpose: which migrations this database has had.
SELECT DISTINCT name FROM migrations
