-- Purpose: what each customer used in one month and in another, and by how much it changed, the greatest change first.
-- Parameters: view of a SUM metric; before and after, the first days of the months, as 2024-08-01.
SELECT
  customers.name AS customer,
  sumIf(metric.value, toStartOfMonth(metric.timestamp) = {before:Date}) AS usage_before,
  sumIf(metric.value, toStartOfMonth(metric.timestamp) = {after:Date}) AS usage_after,
  usage_after - usage_before AS change
FROM {view:Identifier} AS metric
JOIN customer_identifiers AS owner ON owner.identifier = metric.customer_id
JOIN customers ON customers.id = owner.customer_id
WHERE toStartOfMonth(metric.timestamp) IN ({before:Date}, {after:Date})
GROUP BY customers.id, customer
ORDER BY abs(change) DESC, customer, customers.id
