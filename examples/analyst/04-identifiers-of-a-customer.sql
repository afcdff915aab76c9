-- Purpose: under which ids a customer's events come, as 05 takes them.
-- Parameters: customer, its name.
SELECT customers.id AS id, arraySort(groupArray(owner.identifier)) AS identifiers
FROM customers
JOIN customer_identifiers AS owner ON owner.customer_id = customers.id
WHERE customers.name = {customer:String}
GROUP BY id
ORDER BY id
