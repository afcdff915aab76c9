-- Purpose: each line of the finalized invoices once, for analysts.
-- Rule: an invoice's lines are here only with the invoice: it is written after them.
-- Why this shape: FINAL leaves out what a repeated export wrote again.
CREATE OR REPLACE VIEW invoice_lines AS
SELECT *
FROM exported_invoice_lines FINAL
WHERE invoice_id IN (SELECT id FROM invoice_versions)
COMMENT 'Lines of finalized invoices: JOIN invoices ON invoices.id = invoice_id; those with is_counted add up to the total'
