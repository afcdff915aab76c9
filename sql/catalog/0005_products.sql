-- Purpose: products, each with its versions (what it is from an instant on; the first has no start).
-- Rule: decimals are text; group keys and tags are JSON arrays, quantity_conversion and quantity_rounding JSON.
CREATE TABLE products (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL CHECK (type IN ('USAGE')),
  custom_fields TEXT NOT NULL,
  archived_at INTEGER
) STRICT;

CREATE TABLE product_versions (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  product_id TEXT NOT NULL REFERENCES products (id),
  starting_at INTEGER,
  name TEXT NOT NULL,
  billable_metric_id TEXT NOT NULL REFERENCES billable_metrics (id),
  quantity_conversion TEXT,
  quantity_rounding TEXT,
  pricing_group_key TEXT NOT NULL,
  presentation_group_key TEXT NOT NULL,
  tags TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX product_versions_by_product ON product_versions (product_id, seq);
