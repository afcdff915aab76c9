-- Purpose: finds invoices that are missing from invoices and invoice_lines, as those cannot hold an amount of theirs.
-- Rule: a sum over invoices has every final invoice. To each that is found here, its total is to be added by hand.
SELECT id, customer_id, status, total, amounts
FROM oversized_invoices
