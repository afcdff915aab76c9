-- usage-batch-max: many customers, two group keys, one filtered
SELECT
    transform(customer_id, {identifiers:Array(String)}, {owners:Array(String)}, '') AS owner_id,
    intDiv(toUnixTimestamp64Milli(timestamp), {window_ms:Int64}) AS window_number,
    [if(mapContains(properties, 'model'), properties['model'], NULL), if(mapContains(properties, 'region'), properties['region'], NULL)] AS groups,
    toString(max(value)) AS value
FROM metric_00000000_0000_4000_8000_000000000000
WHERE (customer_id IN ({identifiers:Array(String)})) AND (timestamp >= {range_from:DateTime64(6, 'UTC')}) AND (timestamp < {range_to:DateTime64(6, 'UTC')}) AND (if(mapContains(properties, 'model'), properties['model'], NULL) IN ({group_filter_0:Array(String)}))
GROUP BY
    owner_id,
    window_number,
    groups
