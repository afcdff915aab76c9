-- Purpose: one customer's usage of one SQL metric by window and group values (POST /v1/usage/groups, semantics 18 to 23).
-- Rule: as in sql-metric-batch.sql; ordered by window, then group values, null last.
-- Why this shape: the ranks, by which pages go on, are those of grouped.sql.
SELECT window_number, groups, toString(sum(quantity)) AS value
FROM
(
{{rows}}
)
WHERE {{group_filter}}
GROUP BY window_number, groups
HAVING (window_number, arrayMap(text -> if(isNull(text), '1', concat('0', assumeNotNull(text))), groups))
  > ({after_window:Int64}, {after_ranks:Array(String)})
  AND throwIf(
    ifNull(max(abs(quantity)) >= toDecimal256('1e38', 20), false) OR ifNull(abs(sum(quantity)) >= toDecimal256('1e38', 20), false),
    'a quantity has more than 38 integer digits'
  ) = 0
ORDER BY window_number, arrayMap(text -> if(isNull(text), '1', concat('0', assumeNotNull(text))), groups)
LIMIT {rows_max:UInt32}
