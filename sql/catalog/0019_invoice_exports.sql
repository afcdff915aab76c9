-- Purpose: which finalized invoices the warehouse does not have yet as they are now.
-- Rule: an invoice that is finalized or voided is marked in that transaction, so that no statement can forget to. A mark's
-- version is greater than any before it; an invoice that is voided while it is exported gets another one, which stays.
CREATE TABLE invoice_exports_due (
  version INTEGER PRIMARY KEY AUTOINCREMENT,
  invoice_id TEXT NOT NULL UNIQUE REFERENCES invoices (id)
) STRICT;

INSERT INTO invoice_exports_due (invoice_id) SELECT id FROM invoices ORDER BY seq;

CREATE TRIGGER invoice_export_due_when_finalized AFTER INSERT ON invoices BEGIN
  INSERT INTO invoice_exports_due (invoice_id) VALUES (new.id);
END;

CREATE TRIGGER invoice_export_due_when_voided AFTER UPDATE ON invoices BEGIN
  DELETE FROM invoice_exports_due WHERE invoice_id = new.id;
  INSERT INTO invoice_exports_due (invoice_id) VALUES (new.id);
END;
