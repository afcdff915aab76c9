-- invoice-quantities-draft-of-map: what a draft reads first where events has no columns for it
SELECT
    0 AS product_number,
    {segment_starts:Array(Int64)}[1] AS segment_start,
    [if(mapContains(properties, 'model'), properties['model'], NULL)] AS groups,
    toString(sum(read_value)) AS cumulative,
    toBool(min(read_value) < 0) AS may_fall,
    countIf(read_value = toDecimal256('1e40', 20)) AS unread
FROM events
WHERE (customer_id IN ({identifiers:Array(String)})) AND (timestamp >= {period_from:DateTime64(6, 'UTC')}) AND (timestamp < {period_to:DateTime64(6, 'UTC')}) AND (event_type IN ('request')) AND (if(mapContains(properties, 'model'), properties['model'], NULL) IN ('large')) AND isNotNull(ifNull(toInt128OrNull(replaceOne(properties['tokens'], '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(properties['tokens'], '.') OR (length(properties['tokens']) > 38), 0, (length(properties['tokens']) - position(concat(properties['tokens'], '.'), '.')) + 2)), if(empty(properties['tokens']), NULL, toDecimal256('1e40', 20))) AS read_value) AND true
GROUP BY
    segment_start,
    if(mapContains(properties, 'model'), properties['model'], NULL)
WINDOW so_far AS (PARTITION BY if(mapContains(properties, 'model'), properties['model'], NULL) ORDER BY segment_start ASC)
