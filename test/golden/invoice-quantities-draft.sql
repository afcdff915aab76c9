-- invoice-quantities-draft: what a draft reads first of a SUM over a month
SELECT
    0 AS product_number,
    {segment_starts:Array(Int64)}[1] AS segment_start,
    [text_model] AS groups,
    toString(sum(number_tokens)) AS cumulative,
    toBool(min(number_tokens) < 0) AS may_fall,
    countIf(number_tokens = toDecimal256('1e40', 20)) AS unread
FROM events
WHERE (customer_id IN ({identifiers:Array(String)})) AND (timestamp >= {period_from:DateTime64(6, 'UTC')}) AND (timestamp < {period_to:DateTime64(6, 'UTC')}) AND (event_type IN ('request')) AND (text_model IN ('large')) AND isNotNull(number_tokens) AND true
GROUP BY
    segment_start,
    text_model
WINDOW so_far AS (PARTITION BY text_model ORDER BY segment_start ASC)
