-- Purpose: by which terms an invoice was computed: the last rows that were there of rates, products, contracts, commits and
-- credits, by the seq of each table.
-- Rule: written with a usage invoice and never changed, as all of it. What was made later is not of its terms, also where it
-- has the same created_at, as where a sandbox's clock stands still, and where it was made while the invoice was computed.
-- Null together where nothing metered was counted here, and on invoices of before, whose terms are told by time.
-- Why this shape: rows of these tables are added and never changed, so one number says which were there.
ALTER TABLE invoices ADD COLUMN rates_cutoff INTEGER;
ALTER TABLE invoices ADD COLUMN product_versions_cutoff INTEGER;
ALTER TABLE invoices ADD COLUMN contract_versions_cutoff INTEGER;
ALTER TABLE invoices ADD COLUMN balance_versions_cutoff INTEGER;

CREATE TRIGGER invoice_terms_cutoffs_stay
BEFORE UPDATE OF rates_cutoff, product_versions_cutoff, contract_versions_cutoff, balance_versions_cutoff ON invoices
BEGIN
  SELECT RAISE(ABORT, 'the terms of a finalized invoice never change');
END;
