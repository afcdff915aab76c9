-- Purpose: finds exported invoices that are not the sum of their lines, that miss some, or that are there more than once.
-- Rule: an invoice's total is the sum of its counted lines (semantics 34). Each digit past the 38th was cut off, so that the sum
-- may differ by less than one of that place for each line.
SELECT id, any(total) AS total, any(lines_total) AS lines_total, any(line_count) AS line_count, any(lines_found) AS lines_found
FROM invoices
LEFT JOIN
(
  SELECT invoice_id, sumIf(invoice_lines.total, is_counted) AS lines_total, count() AS lines_found
  FROM invoice_lines
  GROUP BY invoice_id
) AS of_lines ON of_lines.invoice_id = id
GROUP BY id
HAVING count() > 1
  OR lines_found != line_count
  OR abs(total - lines_total) > toDecimal256(lines_found + 1, 38) * toDecimal256('0.00000000000000000000000000000000000001', 38)
