-- Purpose: one customer's usage of one metric by window and group values (POST /v1/usage/groups, semantics 21 to 23).
-- Rule: a row for each window and group with a matching event; ordered by window, then group values, null last.
-- Why this shape: identifiers is the customer's id and present aliases, so attribution is decided here (semantics
-- 12) and the sorting key finds their events. A group's rank is its text after '0', or '1' for null: plain arrays
-- of text then sort and page as the groups must.
SELECT
  intDiv(toUnixTimestamp64Milli(timestamp), {window_ms:Int64}) AS window_number,
  {{groups}} AS groups,
  {{value}} AS value
FROM {{view}}
WHERE customer_id IN {identifiers:Array(String)}
  AND timestamp >= {range_from:DateTime64(6, 'UTC')}
  AND timestamp < {range_to:DateTime64(6, 'UTC')}
  AND {{group_filter}}
GROUP BY window_number, groups
HAVING (window_number, arrayMap(text -> if(isNull(text), '1', concat('0', assumeNotNull(text))), groups))
  > ({after_window:Int64}, {after_ranks:Array(String)})
ORDER BY window_number, arrayMap(text -> if(isNull(text), '1', concat('0', assumeNotNull(text))), groups)
LIMIT {rows_max:UInt32}
