-- Purpose: how much a streaming metric had come to at some instants of a period, for one customer and one group.
-- Rule: as quantities-of-product.sql counts it for the invoice: from the period's start, at an invoice's cut-off.
-- Why this shape: {{readings}} is an aggregate for each instant, so the events are read once.
SELECT {{readings}}
FROM {{view}}
WHERE customer_id IN {identifiers:Array(String)}
  AND timestamp >= {period_from:DateTime64(6, 'UTC')}
  AND timestamp < {period_to:DateTime64(6, 'UTC')}
  AND {{is_of_group}}
  AND {{is_admitted}}
