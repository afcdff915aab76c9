-- usage-grouped-latest: one customer, two group keys, one filtered
SELECT
    intDiv(toUnixTimestamp64Milli(timestamp), {window_ms:Int64}) AS window_number,
    [if(mapContains(properties, 'model'), properties['model'], NULL), if(mapContains(properties, 'region'), properties['region'], NULL)] AS groups,
    toString(argMax(value, (timestamp, transaction_id))) AS value
FROM metric_00000000_0000_4000_8000_000000000000
WHERE (customer_id IN ({identifiers:Array(String)})) AND (timestamp >= {range_from:DateTime64(6, 'UTC')}) AND (timestamp < {range_to:DateTime64(6, 'UTC')}) AND (if(mapContains(properties, 'model'), properties['model'], NULL) IN ({group_filter_0:Array(String)}))
GROUP BY
    window_number,
    groups
HAVING (window_number, arrayMap(text -> if(isNull(text), '1', concat('0', assumeNotNull(text))), groups)) > ({after_window:Int64}, {after_ranks:Array(String)})
ORDER BY
    window_number ASC,
    arrayMap(text -> if(isNull(text), '1', concat('0', assumeNotNull(text))), groups) ASC
LIMIT {rows_max:UInt32}
