-- Purpose: how many duplicates are stored of those with these numbers, to confirm an insert that was repeated (semantics 7).
-- Why this shape: it reads the one column; asked only where a server's answer was lost.
SELECT count() AS rows_stored
FROM event_duplicates
WHERE accepted_sequence BETWEEN {first:UInt64} AND {last:UInt64}
