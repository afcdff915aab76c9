-- Purpose: what an environment itself remembers: its sandbox clock (semantics 2).
-- Rule: one row. clock_fixed_at is null while the clock runs; clock_was_set stays 1 after the first setting.
CREATE TABLE settings (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  clock_fixed_at INTEGER,
  clock_was_set INTEGER NOT NULL DEFAULT 0 CHECK (clock_was_set IN (0, 1))
) STRICT;

INSERT INTO settings (id) VALUES (1);
