-- Purpose: whose events are whose, for analysts: every text that events of a customer may carry as their customer_id.
-- Rule: the customer's id and its present ingest aliases, archived customers' too (semantics 12 and 14).
-- Why this shape: each identifier once, though a customer may have its own id among its aliases, since a join with it
-- must not count an event twice.
CREATE OR REPLACE VIEW customer_identifiers AS
SELECT arrayJoin(arrayDistinct(arrayPushFront(ingest_aliases, id))) AS identifier, id AS customer_id
FROM customer_versions FINAL
COMMENT 'The id and the present ingest aliases of each customer: JOIN customer_identifiers ON identifier = metric.customer_id'
