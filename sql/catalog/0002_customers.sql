-- Purpose: customers and the other ids their events may carry (semantics 12).
-- Rule: an alias belongs to one customer at a time, archived ones included (reference section 4), so it is
-- the primary key. seq is the order of creation, which lists and their cursors follow.
CREATE TABLE customers (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  custom_fields TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  archived_at INTEGER
) STRICT;

CREATE TABLE customer_aliases (
  alias TEXT NOT NULL PRIMARY KEY,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  position INTEGER NOT NULL,
  UNIQUE (customer_id, position)
) STRICT;
