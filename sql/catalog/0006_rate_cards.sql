-- Purpose: rate cards, their aliases and their rates.
-- Rule: an alias given to several cards names the one it was given to last (reference section 5). A rate's price
-- is decimal text; pricing_group_values is JSON with its keys in order, so that equal values are equal text.
CREATE TABLE rate_cards (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  description TEXT,
  fiat_credit_type_id TEXT NOT NULL REFERENCES pricing_units (id),
  custom_fields TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  archived_at INTEGER
) STRICT;

CREATE TABLE rate_card_aliases (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  rate_card_id TEXT NOT NULL REFERENCES rate_cards (id),
  name TEXT NOT NULL,
  starting_at INTEGER,
  ending_before INTEGER,
  CHECK (ending_before IS NULL OR starting_at IS NULL OR starting_at < ending_before)
) STRICT;

CREATE INDEX rate_card_aliases_by_name ON rate_card_aliases (name, seq);
CREATE INDEX rate_card_aliases_by_card ON rate_card_aliases (rate_card_id, seq);

CREATE TABLE rates (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  rate_card_id TEXT NOT NULL REFERENCES rate_cards (id),
  product_id TEXT NOT NULL REFERENCES products (id),
  pricing_group_values TEXT NOT NULL,
  starting_at INTEGER NOT NULL,
  ending_before INTEGER,
  entitled INTEGER NOT NULL CHECK (entitled IN (0, 1)),
  rate_type TEXT NOT NULL CHECK (rate_type IN ('FLAT')),
  price TEXT NOT NULL,
  credit_type_id TEXT NOT NULL REFERENCES pricing_units (id),
  created_at INTEGER NOT NULL,
  CHECK (ending_before IS NULL OR starting_at < ending_before)
) STRICT;

CREATE INDEX rates_by_card ON rates (rate_card_id, product_id, starting_at, seq);
