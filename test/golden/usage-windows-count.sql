-- usage-windows-count: one customer, the whole range
SELECT
    toInt64(0) AS window_number,
    toString(count()) AS value,
    toUInt64(0) AS unread
FROM events
WHERE (customer_id IN ({identifiers:Array(String)})) AND (timestamp >= {range_from:DateTime64(6, 'UTC')}) AND (timestamp < {range_to:DateTime64(6, 'UTC')}) AND (event_type IN ('request')) AND isNotNull(text_tokens) AND (text_model IN ('large'))
GROUP BY window_number
