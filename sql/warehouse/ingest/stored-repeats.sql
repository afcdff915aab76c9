-- Purpose: how many repeated events are stored of those with numbers in these ranges, to confirm an insert that was
-- done again (semantics 7).
-- Why this shape: it reads the one column; asked only where a server's answer was lost.
SELECT count() AS rows_stored
FROM repeated_events
WHERE arrayExists(
  (first, last) -> accepted_sequence BETWEEN first AND last, {firsts:Array(UInt64)}, {lasts:Array(UInt64)}
)
