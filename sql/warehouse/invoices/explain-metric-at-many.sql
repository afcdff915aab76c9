-- Purpose: how much a streaming metric had come to at many instants of a period, for one customer and one group.
-- Rule: at each as explain-metric.sql counts it; there is no row before the first event.
-- Why this shape: {{instant_after}} is the first of {{instants}} after an event, and the aggregate is of those so far, as in
-- quantities-of-product.sql; an instant without events of its own has what there was before it.
SELECT instant AS read_at, metered
FROM
(
  SELECT arrayJoin({{instants}}) AS instant, 1 AS one
) AS every
ASOF JOIN
(
  SELECT segment_start, toDecimal256({{cumulative}}, 20) AS metered, 1 AS one
  FROM
  (
    SELECT *, {{instant_after}} AS segment_start
    FROM {{view}}
    WHERE customer_id IN {identifiers:Array(String)}
      AND timestamp >= {period_from:DateTime64(6, 'UTC')}
      AND timestamp < {period_to:DateTime64(6, 'UTC')}
      AND timestamp < {{instants}}[-1]
      AND {{is_of_group}}
      AND {{is_admitted}}
  )
  GROUP BY segment_start
  WINDOW so_far AS (ORDER BY segment_start)
) AS found ON every.one = found.one AND every.instant >= found.segment_start
