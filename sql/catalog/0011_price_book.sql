-- Purpose: products of all types, rates of all types, custom pricing units and the order of a card's products.
-- Rule: a rate's price and commit_rate are JSON with decimals as {"decimal": "…"}; composite has what only COMPOSITE
-- products say. A version has all that a product is from its start on, and in changed which of it the update that made
-- it gave: the rest follows the version before in time, whenever that was made.
-- fiat_per_custom_credit says what a custom unit is worth in the card's currency.
-- Why this shape: SQLite cannot change a CHECK, so tables are made anew; the runner has foreign keys off meanwhile and
-- checks them before it commits.
CREATE TABLE products_new (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL CHECK (type IN ('USAGE', 'FIXED', 'COMPOSITE', 'SUBSCRIPTION', 'PRO_SERVICE')),
  custom_fields TEXT NOT NULL,
  archived_at INTEGER
) STRICT;
INSERT INTO products_new SELECT seq, id, type, custom_fields, archived_at FROM products;
DROP TABLE products;
ALTER TABLE products_new RENAME TO products;

CREATE TABLE product_versions_new (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  product_id TEXT NOT NULL REFERENCES products (id),
  starting_at INTEGER,
  name TEXT NOT NULL,
  billable_metric_id TEXT REFERENCES billable_metrics (id),
  quantity_conversion TEXT,
  quantity_rounding TEXT,
  pricing_group_key TEXT NOT NULL,
  presentation_group_key TEXT NOT NULL,
  sql_breakdown_granularity TEXT NOT NULL CHECK (sql_breakdown_granularity IN ('HOUR', 'SERVICE_PERIOD')),
  composite TEXT,
  tags TEXT NOT NULL,
  is_refundable INTEGER NOT NULL DEFAULT 1 CHECK (is_refundable IN (0, 1)),
  netsuite_internal_item_id TEXT,
  netsuite_overage_item_id TEXT,
  changed TEXT NOT NULL DEFAULT '[]',
  created_at INTEGER NOT NULL
) STRICT;
INSERT INTO product_versions_new
  (seq, product_id, starting_at, name, billable_metric_id, quantity_conversion, quantity_rounding, pricing_group_key,
   presentation_group_key, sql_breakdown_granularity, tags, created_at)
SELECT seq, product_id, starting_at, name, billable_metric_id,
  json_set(quantity_conversion, '$.factor', json_object('decimal', json_extract(quantity_conversion, '$.factor'))),
  quantity_rounding, pricing_group_key, presentation_group_key, sql_breakdown_granularity, tags, created_at
FROM product_versions;
DROP TABLE product_versions;
ALTER TABLE product_versions_new RENAME TO product_versions;
CREATE INDEX product_versions_by_product ON product_versions (product_id, seq);

CREATE TABLE rates_new (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  rate_card_id TEXT NOT NULL REFERENCES rate_cards (id),
  product_id TEXT NOT NULL REFERENCES products (id),
  pricing_group_values TEXT NOT NULL,
  starting_at INTEGER NOT NULL,
  ending_before INTEGER,
  entitled INTEGER NOT NULL CHECK (entitled IN (0, 1)),
  price TEXT NOT NULL,
  commit_rate TEXT,
  billing_frequency TEXT CHECK (billing_frequency IN ('MONTHLY', 'QUARTERLY', 'ANNUAL', 'WEEKLY')),
  credit_type_id TEXT NOT NULL REFERENCES pricing_units (id),
  created_at INTEGER NOT NULL,
  CHECK (ending_before IS NULL OR starting_at < ending_before)
) STRICT;
INSERT INTO rates_new
SELECT seq, id, rate_card_id, product_id, pricing_group_values, starting_at, ending_before, entitled,
  json_object('rateType', rate_type, 'price', json_object('decimal', price)), NULL, NULL, credit_type_id, created_at
FROM rates;
DROP TABLE rates;
ALTER TABLE rates_new RENAME TO rates;
CREATE INDEX rates_by_card ON rates (rate_card_id, product_id, starting_at, seq);

CREATE TABLE rate_card_conversions (
  rate_card_id TEXT NOT NULL REFERENCES rate_cards (id),
  custom_credit_type_id TEXT NOT NULL REFERENCES pricing_units (id),
  fiat_per_custom_credit TEXT NOT NULL,
  PRIMARY KEY (rate_card_id, custom_credit_type_id)
) STRICT;

CREATE TABLE rate_card_products (
  rate_card_id TEXT NOT NULL REFERENCES rate_cards (id),
  product_id TEXT NOT NULL REFERENCES products (id),
  position INTEGER NOT NULL,
  PRIMARY KEY (rate_card_id, product_id)
) STRICT;
INSERT INTO rate_card_products (rate_card_id, product_id, position)
SELECT rate_card_id, product_id, row_number() OVER (PARTITION BY rate_card_id ORDER BY min(seq)) - 1
FROM rates
GROUP BY rate_card_id, product_id;
