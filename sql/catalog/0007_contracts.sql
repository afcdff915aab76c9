-- Purpose: contracts: a customer on a rate card from an instant on.
-- Rule: initial_ending_before keeps the end the contract was made with, ending_before is the end now;
-- a uniqueness_key is used once in an environment.
CREATE TABLE contracts (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  rate_card_id TEXT NOT NULL REFERENCES rate_cards (id),
  name TEXT,
  uniqueness_key TEXT UNIQUE,
  starting_at INTEGER NOT NULL,
  initial_ending_before INTEGER,
  ending_before INTEGER,
  billing_frequency TEXT NOT NULL CHECK (billing_frequency IN ('MONTHLY')),
  billing_anchor_at INTEGER NOT NULL,
  net_payment_terms_days INTEGER,
  custom_fields TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  archived_at INTEGER,
  CHECK (ending_before IS NULL OR starting_at < ending_before)
) STRICT;

CREATE INDEX contracts_by_customer ON contracts (customer_id, starting_at, seq);
