-- Purpose: the duplicates of before come along into the new table.
-- Why this shape: those that are there are left out, so that a copy that was cut short can be done again.
INSERT INTO duplicate_events
SELECT * FROM event_duplicates
WHERE accepted_sequence NOT IN (SELECT accepted_sequence FROM duplicate_events)
