-- invoice-quantities-batch: what many invoices read first of a SUM over a month
WITH
    {identifiers:Array(String)} AS identifiers
SELECT
    0 AS block_number,
    transform(customer_id, identifiers, {owner_numbers:Array(UInt32)}, toUInt32(0)) AS owner_number,
    [text_model] AS groups,
    [toFloat64({segment_starts:Array(Int64)}[1])] AS segment_starts,
    [toString(sum(number_tokens))] AS cumulatives,
    toBool(min(number_tokens) < 0) AS may_fall,
    countIf(number_tokens = toDecimal256('1e40', 20)) AS unread
FROM events
WHERE (customer_id IN (identifiers)) AND (timestamp >= {period_from:DateTime64(6, 'UTC')}) AND (timestamp < {period_to:DateTime64(6, 'UTC')}) AND (event_type IN ('request')) AND (text_model IN ('large')) AND isNotNull(number_tokens) AND true
GROUP BY
    owner_number,
    text_model
