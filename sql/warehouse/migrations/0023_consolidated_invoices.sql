-- Purpose: each consolidated invoice as it is now, for analysts.
-- Rule: what it comes to is in the invoices that it puts together, and is not added to them.
-- Why this shape: as 0022.
CREATE OR REPLACE VIEW consolidated_invoices AS
SELECT
  id, customer_id, contract_id, status, currency, period_from, period_to, issued_at, finalized_at, voided_at,
  regenerated_from_id, constituent_ids, total
FROM invoice_versions FINAL
WHERE type = 'USAGE_CONSOLIDATED'
COMMENT 'What parents and children are sent together: JOIN invoice_lines ON has(constituent_ids, invoice_id)'
