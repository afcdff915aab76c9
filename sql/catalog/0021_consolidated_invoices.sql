-- Purpose: invoices that put the usage of a parent's contract and of its children together.
-- Rule: such an invoice has the period of the parent's usage, and moves nothing of a ledger. A ledger entry's customer_id is
-- whose the commit or credit is; the invoice may be of a customer with whom it is shared.
-- Why this shape: SQLite changes no CHECK in place, so the table is made anew. Its triggers come after its rows, so that none
-- of these is due for export again.
CREATE TABLE invoices_new (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  head_id TEXT NOT NULL,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  type TEXT NOT NULL CHECK (type IN ('USAGE', 'USAGE_CONSOLIDATED', 'SCHEDULED')),
  currency_id TEXT NOT NULL REFERENCES pricing_units (id),
  period_from INTEGER,
  period_to INTEGER,
  issued_at INTEGER NOT NULL,
  document TEXT NOT NULL,
  checksum TEXT NOT NULL,
  regenerated_from_id TEXT UNIQUE REFERENCES invoices (id),
  finalized_at INTEGER NOT NULL,
  voided_at INTEGER,
  cutoff INTEGER,
  CHECK ((type = 'SCHEDULED') = (period_from IS NULL)),
  CHECK ((period_from IS NULL) = (period_to IS NULL)),
  CHECK (period_from IS NULL OR period_from < period_to)
) STRICT;
INSERT INTO invoices_new
  (seq, id, head_id, customer_id, contract_id, type, currency_id, period_from, period_to, issued_at, document, checksum,
   regenerated_from_id, finalized_at, voided_at, cutoff)
SELECT
  seq, id, head_id, customer_id, contract_id, type, currency_id, period_from, period_to, issued_at, document, checksum,
  regenerated_from_id, finalized_at, voided_at, cutoff
FROM invoices;

DROP TABLE invoices;
ALTER TABLE invoices_new RENAME TO invoices;
CREATE INDEX invoices_by_customer ON invoices (customer_id, issued_at, id);
CREATE INDEX invoices_by_contract ON invoices (contract_id, seq);
CREATE UNIQUE INDEX invoices_by_head ON invoices (head_id) WHERE voided_at IS NULL;

CREATE TRIGGER invoices_stay BEFORE UPDATE ON invoices
WHEN OLD.voided_at IS NOT NULL OR NEW.voided_at IS NULL OR NEW.seq <> OLD.seq OR NEW.id <> OLD.id
  OR NEW.head_id <> OLD.head_id OR NEW.customer_id <> OLD.customer_id OR NEW.contract_id <> OLD.contract_id
  OR NEW.type <> OLD.type OR NEW.currency_id <> OLD.currency_id OR NEW.period_from IS NOT OLD.period_from
  OR NEW.period_to IS NOT OLD.period_to OR NEW.issued_at <> OLD.issued_at OR NEW.document <> OLD.document
  OR NEW.checksum <> OLD.checksum OR NEW.regenerated_from_id IS NOT OLD.regenerated_from_id
  OR NEW.finalized_at <> OLD.finalized_at OR NEW.cutoff IS NOT OLD.cutoff
BEGIN
  SELECT RAISE(ABORT, 'a finalized invoice never changes; it can be voided once');
END;
CREATE TRIGGER invoices_remain BEFORE DELETE ON invoices
BEGIN
  SELECT RAISE(ABORT, 'a finalized invoice is never removed');
END;
CREATE TRIGGER invoice_export_due_when_finalized AFTER INSERT ON invoices BEGIN
  INSERT INTO invoice_exports_due (invoice_id) VALUES (new.id);
END;
CREATE TRIGGER invoice_export_due_when_voided AFTER UPDATE ON invoices BEGIN
  DELETE FROM invoice_exports_due WHERE invoice_id = new.id;
  INSERT INTO invoice_exports_due (invoice_id) VALUES (new.id);
END;
