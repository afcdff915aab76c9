-- plain-metric-of-map: the events of sum-tokens from the map alone, numbers not taken apart
SELECT
    transaction_id,
    customer_id,
    event_type,
    timestamp,
    accepted_sequence,
    properties,
    if(mapContains(properties, 'user'), properties['user'], NULL) AS text_user,
    if(mapContains(properties, 'plan'), properties['plan'], NULL) AS text_plan,
    assumeNotNull(ifNull(toInt128OrNull(replaceOne(properties['tokens'], '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(properties['tokens'], '.') OR (length(properties['tokens']) > 38), 0, (length(properties['tokens']) - position(concat(properties['tokens'], '.'), '.')) + 2)), if(empty(properties['tokens']), NULL, toDecimal256('1e40', 20)))) AS value,
    ifNull(toInt128OrNull(replaceOne(properties['tokens'], '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(properties['tokens'], '.') OR (length(properties['tokens']) > 38), 0, (length(properties['tokens']) - position(concat(properties['tokens'], '.'), '.')) + 2)), if(empty(properties['tokens']), NULL, toDecimal256('1e40', 20))) = toDecimal256('1e40', 20) AS is_unread
FROM events
WHERE (event_type IN ('request')) AND isNotNull(ifNull(toInt128OrNull(replaceOne(properties['tokens'], '.', '')) * arrayElementOrNull(CAST('[1,1,0.1,0.01,0.001,0.0001,0.00001,0.000001,0.0000001,0.00000001,0.000000001,0.0000000001,0.00000000001,0.000000000001,0.0000000000001,0.00000000000001,0.000000000000001,0.0000000000000001,0.00000000000000001,0.000000000000000001,0.0000000000000000001,0.00000000000000000001]', 'Array(Decimal(76, 20))'), if(startsWith(properties['tokens'], '.') OR (length(properties['tokens']) > 38), 0, (length(properties['tokens']) - position(concat(properties['tokens'], '.'), '.')) + 2)), if(empty(properties['tokens']), NULL, toDecimal256('1e40', 20))))
