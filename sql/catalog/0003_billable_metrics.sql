-- Purpose: billable metrics. A metric never changes once it is made, save for being archived.
-- Rule: definition is the compiler's input as JSON; after_sequence is null where the metric sees all history,
-- else the last event accepted before the metric was made (semantics 13).
CREATE TABLE billable_metrics (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  definition TEXT NOT NULL,
  after_sequence INTEGER,
  custom_fields TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  archived_at INTEGER
) STRICT;
