-- Purpose: dates to which the issue of single invoices was moved, and invoices of past periods that were imported.
-- Rule: a date is of one invoice, by what it bills (invoices.head_id), and the last one holds; what is agreed stays as it is.
-- An imported invoice is written with what was given for it: usage is JSON, the lines of the request. Nothing of either
-- changes or is removed.
-- Why this shape: a draft is computed, so there is no row of it that could carry its date.
CREATE TABLE invoice_issue_dates (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  head_id TEXT NOT NULL,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  issued_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX invoice_issue_dates_by_customer ON invoice_issue_dates (customer_id, seq);

CREATE TABLE imported_invoices (
  invoice_id TEXT PRIMARY KEY REFERENCES invoices (id),
  breakdown_granularity TEXT CHECK (breakdown_granularity IN ('HOUR', 'DAY')),
  usage TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER invoice_issue_dates_stay BEFORE UPDATE ON invoice_issue_dates
BEGIN
  SELECT RAISE(ABORT, 'an issue date never changes; another one is added');
END;
CREATE TRIGGER imported_invoices_stay BEFORE UPDATE ON imported_invoices
BEGIN
  SELECT RAISE(ABORT, 'an imported invoice never changes');
END;
CREATE TRIGGER imported_invoices_remain BEFORE DELETE ON imported_invoices
BEGIN
  SELECT RAISE(ABORT, 'an imported invoice is never removed');
END;
