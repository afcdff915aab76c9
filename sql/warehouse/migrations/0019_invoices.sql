-- Purpose: each finalized invoice as it is now, voided or not, for analysts.
-- Why this shape: FINAL picks the highest version, as the engine does it by itself only when it merges.
CREATE OR REPLACE VIEW invoices AS
SELECT
  id, customer_id, contract_id, type, status, currency, period_from, period_to, issued_at, finalized_at, voided_at,
  regenerated_from_id, cutoff, line_count, total
FROM invoice_versions FINAL
COMMENT 'Finalized invoices as they are now; status is FINALIZED or VOID'
