-- usage-windows-max: two customers, the whole range
SELECT
    toUInt32(transform(customer_id, {identifiers:Array(String)}, {owners:Array(Int64)}, 0)) AS owner,
    toInt64(0) AS window_number,
    toString(max(number_tokens)) AS value,
    countIf(number_tokens = toDecimal256('1e40', 20)) AS unread
FROM events
WHERE (customer_id IN ({identifiers:Array(String)})) AND (timestamp >= {range_from:DateTime64(6, 'UTC')}) AND (timestamp < {range_to:DateTime64(6, 'UTC')}) AND (event_type IN ('request')) AND (text_model IN ('large')) AND isNotNull(number_tokens)
GROUP BY
    owner,
    window_number
