-- Purpose: commits and credits, of a contract or of a customer, each version of their terms whole, and what was added to
-- their ledgers by hand.
-- Rule: terms is JSON; the newest version says what holds now, the first what it was made with; change is the request
-- that made the version, contract_version_id the version of its contract that came of the same request. contract_id is
-- null where it is the customer's. origin is JSON, null where a request made it. A uniqueness key is used once. A ledger
-- entry never changes; what it is of may be worked out each time, and have no row here.
-- Why this shape: as with contracts, an edit is one row, and the past can be read (docs/decisions/0014).
CREATE TABLE balances (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  contract_id TEXT REFERENCES contracts (id),
  type TEXT NOT NULL CHECK (type IN ('PREPAID', 'POSTPAID', 'CREDIT')),
  origin TEXT,
  uniqueness_key TEXT UNIQUE,
  created_at INTEGER NOT NULL,
  archived_at INTEGER
) STRICT;
CREATE INDEX balances_by_customer ON balances (customer_id, seq);
CREATE INDEX balances_by_contract ON balances (contract_id, seq);

CREATE TABLE balance_versions (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  balance_id TEXT NOT NULL REFERENCES balances (id),
  contract_version_id TEXT REFERENCES contract_versions (id),
  kind TEXT NOT NULL CHECK (kind IN ('CREATE', 'EDIT', 'END_DATE')),
  change TEXT NOT NULL,
  terms TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX balance_versions_by_balance ON balance_versions (balance_id, seq);

CREATE TABLE manual_ledger_entries (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  balance_id TEXT NOT NULL,
  segment_id TEXT NOT NULL,
  amount TEXT NOT NULL,
  reason TEXT NOT NULL,
  effective_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX manual_ledger_entries_by_customer ON manual_ledger_entries (customer_id, seq);
CREATE INDEX manual_ledger_entries_by_balance ON manual_ledger_entries (balance_id, seq);

CREATE TRIGGER manual_ledger_entries_stay BEFORE UPDATE ON manual_ledger_entries
BEGIN
  SELECT RAISE(ABORT, 'a ledger entry never changes');
END;
CREATE TRIGGER manual_ledger_entries_remain BEFORE DELETE ON manual_ledger_entries
BEGIN
  SELECT RAISE(ABORT, 'a ledger entry is never removed');
END;

-- Versions of contracts from before have no recurring commits and credits.
UPDATE contract_versions
SET terms = json_set(terms, '$.recurringCommits', json('[]'), '$.recurringCredits', json('[]'));
