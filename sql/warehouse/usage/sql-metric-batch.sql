-- Purpose: usage of one SQL metric by customer, window and group value (POST /v1/usage, semantics 18 to 21).
-- Rule: the metric's rows are summed over the columns that are not asked for; a quantity of more than 38 integer digits
-- is an error, which also keeps the sum from wrapping (semantics 9).
-- Why this shape: {{rows}} is the metric's result for each customer and window: in one pass, or one after another where
-- that is more than the limits admit.
SELECT owner_id, window_number, groups, toString(sum(quantity)) AS value
FROM
(
{{rows}}
)
WHERE {{group_filter}}
GROUP BY owner_id, window_number, groups
HAVING throwIf(
  ifNull(max(abs(quantity)) >= toDecimal256('1e38', 20), false) OR ifNull(abs(sum(quantity)) >= toDecimal256('1e38', 20), false),
  'a quantity has more than 38 integer digits'
) = 0
