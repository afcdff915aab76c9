-- Purpose: usage of one SQL metric by customer, window and group value, each beside the total of its customer and window
-- (POST /v1/usage, semantics 18 to 21).
-- Rule: the metric's rows are summed over the columns that are not asked for, so that a total is the exact sum of all
-- groups. Of those, the ones past {{group_filter}} are one, without a name, given where there is no other. A quantity of
-- more than 38 integer digits is an error, which also keeps the sums from wrapping (semantics 9).
-- Why this shape: {{rows}} is the metric's result for each customer and window: in one pass, or one after another where
-- that is more than the limits admit. It is evaluated once for totals and groups, and nested no deeper than for one of them.
SELECT
  owner_id,
  window_number,
  if(ifNull({{group_filter}}, false) AS is_asked, groups, []) AS asked_groups,
  toString(sum(quantity)) AS value,
  toString(sum(sum(quantity)) OVER place) AS total
FROM
(
{{rows}}
)
GROUP BY owner_id, window_number, is_asked, asked_groups
HAVING throwIf(
  ifNull(max(abs(quantity)) >= toDecimal256('1e38', 20), false)
    OR ifNull(is_asked AND abs(sum(quantity)) >= toDecimal256('1e38', 20), false),
  'a quantity has more than 38 integer digits'
) = 0
WINDOW place AS (PARTITION BY owner_id, window_number)
QUALIFY throwIf(
    ifNull(abs(sum(sum(quantity)) OVER place) >= toDecimal256('1e38', 20), false),
    'a quantity has more than 38 integer digits'
  ) = 0
  AND (is_asked OR NOT max(is_asked) OVER place)
LIMIT {rows_max:UInt64}
