-- usage-batch-unique: many customers, hours, two group keys, one filtered
WITH
    {identifiers:Array(String)} AS identifiers
SELECT
    transform(customer_id, identifiers, {owners:Array(String)}, '') AS owner_id,
    intDiv(toUnixTimestamp64Milli(timestamp), {window_ms:Int64}) AS window_number,
    [text_model, if(mapContains(properties, 'region'), properties['region'], NULL)] AS groups,
    toString(uniqExact(text_tokens)) AS value,
    toUInt64(0) AS unread
FROM events
WHERE (customer_id IN (identifiers)) AND (timestamp >= {range_from:DateTime64(6, 'UTC')}) AND (timestamp < {range_to:DateTime64(6, 'UTC')}) AND (event_type IN ('request')) AND (text_model IN ('large')) AND isNotNull(text_tokens) AND (text_model IN ({group_filter_0:Array(String)}))
GROUP BY
    owner_id,
    window_number,
    text_model,
    if(mapContains(properties, 'region'), properties['region'], NULL)
