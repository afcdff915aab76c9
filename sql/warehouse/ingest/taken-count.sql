-- Purpose: how many transaction ids were accepted since an instant, to make room for them in the index at start (semantics 6).
-- Why this shape: it counts the rows that `fingerprints.sql` reads then; some more or less do no harm.
SELECT count() AS rows_taken
FROM events
WHERE accepted_at > {accepted_after:DateTime64(3, 'UTC')}
