-- Purpose: finalized invoices, and what they did to the ledgers of commits and credits.
-- Rule: an invoice and its ledger entries are written in one transaction; neither changes afterwards, and nothing is removed.
-- A voided invoice keeps its document, and its entries are given back by others of type CANCELED. document is JSON, checksum
-- its SHA-256. head_id is what the invoice bills, such as a contract's month: at most one that is not voided has it.
-- Why this shape: a draft is computed, never stored; what is stored is read without computing anything (semantics 30).
CREATE TABLE invoices (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  head_id TEXT NOT NULL,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  type TEXT NOT NULL CHECK (type IN ('USAGE', 'SCHEDULED')),
  currency_id TEXT NOT NULL REFERENCES pricing_units (id),
  period_from INTEGER,
  period_to INTEGER,
  issued_at INTEGER NOT NULL,
  document TEXT NOT NULL,
  checksum TEXT NOT NULL,
  regenerated_from_id TEXT UNIQUE REFERENCES invoices (id),
  finalized_at INTEGER NOT NULL,
  voided_at INTEGER,
  CHECK ((type = 'USAGE') = (period_from IS NOT NULL)),
  CHECK ((period_from IS NULL) = (period_to IS NULL)),
  CHECK (period_from IS NULL OR period_from < period_to)
) STRICT;
CREATE INDEX invoices_by_customer ON invoices (customer_id, issued_at, id);
CREATE INDEX invoices_by_contract ON invoices (contract_id, seq);
CREATE UNIQUE INDEX invoices_by_head ON invoices (head_id) WHERE voided_at IS NULL;

CREATE TABLE ledger_entries (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  invoice_id TEXT NOT NULL REFERENCES invoices (id),
  customer_id TEXT NOT NULL REFERENCES customers (id),
  balance_id TEXT NOT NULL,
  segment_id TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('DEDUCTION', 'TRUEUP', 'CANCELED')),
  amount TEXT NOT NULL,
  effective_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX ledger_entries_by_customer ON ledger_entries (customer_id, seq);
CREATE INDEX ledger_entries_by_invoice ON ledger_entries (invoice_id);

CREATE TRIGGER invoices_stay BEFORE UPDATE ON invoices
WHEN OLD.voided_at IS NOT NULL OR NEW.voided_at IS NULL OR NEW.seq <> OLD.seq OR NEW.id <> OLD.id
  OR NEW.head_id <> OLD.head_id OR NEW.customer_id <> OLD.customer_id OR NEW.contract_id <> OLD.contract_id
  OR NEW.type <> OLD.type OR NEW.currency_id <> OLD.currency_id OR NEW.period_from IS NOT OLD.period_from
  OR NEW.period_to IS NOT OLD.period_to OR NEW.issued_at <> OLD.issued_at OR NEW.document <> OLD.document
  OR NEW.checksum <> OLD.checksum OR NEW.regenerated_from_id IS NOT OLD.regenerated_from_id
  OR NEW.finalized_at <> OLD.finalized_at
BEGIN
  SELECT RAISE(ABORT, 'a finalized invoice never changes; it can be voided once');
END;
CREATE TRIGGER invoices_remain BEFORE DELETE ON invoices
BEGIN
  SELECT RAISE(ABORT, 'a finalized invoice is never removed');
END;
CREATE TRIGGER ledger_entries_stay BEFORE UPDATE ON ledger_entries
BEGIN
  SELECT RAISE(ABORT, 'a ledger entry never changes');
END;
CREATE TRIGGER ledger_entries_remain BEFORE DELETE ON ledger_entries
BEGIN
  SELECT RAISE(ABORT, 'a ledger entry is never removed');
END;
