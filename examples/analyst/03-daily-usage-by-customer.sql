-- Purpose: the usage of a SUM metric by day and customer, as POST /v1/usage tells it.
-- An event carries the customer's id or an alias; customer_identifiers says whose it is now. Events of nobody are not in
-- the result. Other kinds of metric have another aggregate in place of sum(value); see the README.
-- Parameters: view, from, to.
SELECT toDate(metric.timestamp) AS day, customers.name AS customer, sum(metric.value) AS usage
FROM {view:Identifier} AS metric
JOIN customer_identifiers AS owner ON owner.identifier = metric.customer_id
JOIN customers ON customers.id = owner.customer_id
WHERE metric.timestamp >= {from:DateTime64(6, 'UTC')} AND metric.timestamp < {to:DateTime64(6, 'UTC')}
GROUP BY day, customers.id, customer
ORDER BY day, customer, customers.id
