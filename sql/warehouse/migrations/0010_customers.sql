-- Purpose: each customer as it is now, archived or not, for analysts.
-- Why this shape: FINAL picks the highest version, as the engine does it by itself only when it merges; there are few
-- rows, in the order in which it compares them.
CREATE OR REPLACE VIEW customers AS
SELECT id, name, ingest_aliases, created_at, archived_at
FROM customer_versions FINAL
COMMENT 'Customers as they are now'
