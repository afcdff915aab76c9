-- Purpose: finds identifiers whose usage a join with customer_identifiers would count for more than one customer.
-- Rule: an identifier is one customer's (semantics 12); the catalog holds that, and this that the warehouse follows it.
SELECT identifier, groupArray(customer_id) AS customer_ids
FROM customer_identifiers
GROUP BY identifier
HAVING count() > 1
