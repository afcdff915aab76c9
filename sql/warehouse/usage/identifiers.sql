-- Purpose: under which ids a metric has matching events in a range, to find the customers that a usage request
-- for all customers must answer for (semantics 21). Whose they are is the catalog's to say.
SELECT DISTINCT customer_id AS identifier
FROM {{view}}
WHERE timestamp >= {range_from:DateTime64(6, 'UTC')}
  AND timestamp < {range_to:DateTime64(6, 'UTC')}
  AND {{customer_filter}}
