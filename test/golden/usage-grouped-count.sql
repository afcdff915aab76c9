-- usage-grouped-count: one customer, hours after a place, two group keys, one filtered
SELECT
    intDiv(toUnixTimestamp64Milli(timestamp), {window_ms:Int64}) AS window_number,
    [text_model, if(mapContains(properties, 'region'), properties['region'], NULL)] AS groups,
    toString(count()) AS value,
    toUInt64(0) AS unread
FROM events
WHERE (customer_id IN ({identifiers:Array(String)})) AND (timestamp >= {range_from:DateTime64(6, 'UTC')}) AND (timestamp < {range_to:DateTime64(6, 'UTC')}) AND (event_type IN ('request')) AND isNotNull(text_tokens) AND (text_model IN ('large')) AND (text_model IN ({group_filter_0:Array(String)}))
GROUP BY
    window_number,
    text_model,
    if(mapContains(properties, 'region'), properties['region'], NULL)
HAVING (window_number, arrayMap(text -> if(isNull(text), '1', concat('0', assumeNotNull(text))), groups)) > ({after_window:Int64}, {after_ranks:Array(String)})
ORDER BY
    window_number ASC,
    text_model ASC NULLS LAST,
    if(mapContains(properties, 'region'), properties['region'], NULL) ASC NULLS LAST
LIMIT {rows_max:UInt32}
