-- invoice-quantities-batch-hours: what many invoices read of it by the hour
SELECT
    0 AS block_number,
    owner_number,
    groups,
    (arraySort(groupArray((toFloat64(segment_start), cumulative))) AS segments).1 AS segment_starts,
    segments.2 AS cumulatives,
    max(may_fall) AS may_fall,
    sum(unread) AS unread
FROM
(
    WITH
        {identifiers:Array(String)} AS identifiers
    SELECT
        transform(customer_id, identifiers, {owner_numbers:Array(UInt32)}, toUInt32(0)) AS owner_number,
        intDiv(toUnixTimestamp64Milli(timestamp), 3600000) * 3600000 AS segment_start,
        [text_model] AS groups,
        toString(sum(sum(number_tokens)) OVER so_far) AS cumulative,
        toBool(min(number_tokens) < 0) AS may_fall,
        countIf(number_tokens = toDecimal256('1e40', 20)) AS unread
    FROM events
    WHERE (customer_id IN (identifiers)) AND (timestamp >= {period_from:DateTime64(6, 'UTC')}) AND (timestamp < {period_to:DateTime64(6, 'UTC')}) AND (event_type IN ('request')) AND (text_model IN ('large')) AND isNotNull(number_tokens) AND true
    GROUP BY
        owner_number,
        segment_start,
        text_model
    WINDOW so_far AS (PARTITION BY owner_number, text_model ORDER BY segment_start ASC)
)
GROUP BY
    owner_number,
    groups
