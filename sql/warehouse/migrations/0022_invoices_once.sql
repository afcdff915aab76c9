-- Purpose: each finalized invoice as it is now, voided or not, for analysts.
-- Rule: consolidated invoices are not among them (0023), so that nothing is summed twice.
-- Why this shape: as 0019, which it replaces.
CREATE OR REPLACE VIEW invoices AS
SELECT
  id, customer_id, contract_id, type, status, currency, period_from, period_to, issued_at, finalized_at, voided_at,
  regenerated_from_id, cutoff, line_count, total
FROM invoice_versions FINAL
WHERE type != 'USAGE_CONSOLIDATED'
COMMENT 'Finalized invoices as they are now, without consolidated ones; status is FINALIZED or VOID'
