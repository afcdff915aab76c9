-- Purpose: which statements a consolidated invoice puts together.
-- Rule: empty of any other invoice. A consolidated invoice has no lines of its own here: they are its statements'.
-- Why this shape: a sum over invoices or lines meets each amount once, whoever writes it.
ALTER TABLE invoice_versions ADD COLUMN IF NOT EXISTS constituent_ids Array(String)
