-- Purpose: what each customer was billed for each product, month by month, of the invoices that hold.
-- What counts are the lines with is_counted: they add up to the invoices' totals, in the invoices' currency. Voided invoices
-- are left out; what stands for one is an invoice of its own.
-- Parameters: from, to.
SELECT
  toStartOfMonth(invoices.issued_at) AS month,
  customers.name AS customer,
  invoices.currency AS currency,
  line.name AS item,
  sum(line.total) AS billed
FROM invoice_lines AS line
JOIN invoices ON invoices.id = line.invoice_id
JOIN customers ON customers.id = invoices.customer_id
WHERE line.is_counted
  AND invoices.status = 'FINALIZED'
  AND invoices.issued_at >= {from:DateTime64(3, 'UTC')} AND invoices.issued_at < {to:DateTime64(3, 'UTC')}
GROUP BY month, customers.id, customer, currency, item
ORDER BY month, customer, customers.id, item
