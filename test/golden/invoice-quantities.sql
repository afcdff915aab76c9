-- invoice-quantities: five products, one for each aggregation, of a contract whose usage filter starts in August 2024
SELECT
    product_number,
    segment_start,
    groups,
    cumulative,
    may_fall,
    unread
FROM
(
    SELECT
        0 AS product_number,
        roundDown(toUnixTimestamp64Milli(timestamp), {segment_starts:Array(Int64)}) AS segment_start,
        [text_model] AS groups,
        toString(sum(count()) OVER so_far) AS cumulative,
        false AS may_fall,
        toUInt64(0) AS unread
    FROM metric_00000000_0000_4000_8000_000000000000
    WHERE (customer_id IN ({identifiers:Array(String)})) AND (timestamp >= {period_from:DateTime64(6, 'UTC')}) AND (timestamp < {period_to:DateTime64(6, 'UTC')}) AND true AND multiIf(timestamp < fromUnixTimestamp64Milli(1722470400000, 'UTC'), true, ifNull((if(mapContains(properties, 'project'), properties['project'], NULL) IN ({usage_filter_0:Array(String)})), false))
    GROUP BY
        segment_start,
        text_model
    WINDOW so_far AS (PARTITION BY text_model ORDER BY segment_start ASC)
    UNION ALL
    SELECT
        1 AS product_number,
        roundDown(toUnixTimestamp64Milli(timestamp), {segment_starts:Array(Int64)}) AS segment_start,
        [text_model] AS groups,
        toString(sum(sum(value)) OVER so_far) AS cumulative,
        toBool(min(value) < 0) AS may_fall,
        toUInt64(0) AS unread
    FROM metric_00000000_0000_4000_8000_000000000001
    WHERE (customer_id IN ({identifiers:Array(String)})) AND (timestamp >= {period_from:DateTime64(6, 'UTC')}) AND (timestamp < {period_to:DateTime64(6, 'UTC')}) AND true AND multiIf(timestamp < fromUnixTimestamp64Milli(1722470400000, 'UTC'), true, ifNull((if(mapContains(properties, 'project'), properties['project'], NULL) IN ({usage_filter_0:Array(String)})), false))
    GROUP BY
        segment_start,
        text_model
    WINDOW so_far AS (PARTITION BY text_model ORDER BY segment_start ASC)
    UNION ALL
    SELECT
        2 AS product_number,
        roundDown(toUnixTimestamp64Milli(timestamp), {segment_starts:Array(Int64)}) AS segment_start,
        [text_model] AS groups,
        toString(max(max(value)) OVER so_far) AS cumulative,
        toBool(min(value) < 0) AS may_fall,
        toUInt64(0) AS unread
    FROM metric_00000000_0000_4000_8000_000000000002
    WHERE (customer_id IN ({identifiers:Array(String)})) AND (timestamp >= {period_from:DateTime64(6, 'UTC')}) AND (timestamp < {period_to:DateTime64(6, 'UTC')}) AND true AND multiIf(timestamp < fromUnixTimestamp64Milli(1722470400000, 'UTC'), true, ifNull((if(mapContains(properties, 'project'), properties['project'], NULL) IN ({usage_filter_0:Array(String)})), false))
    GROUP BY
        segment_start,
        text_model
    WINDOW so_far AS (PARTITION BY text_model ORDER BY segment_start ASC)
    UNION ALL
    SELECT
        3 AS product_number,
        roundDown(toUnixTimestamp64Milli(timestamp), {segment_starts:Array(Int64)}) AS segment_start,
        [text_model] AS groups,
        toString(uniqExactMerge(uniqExactState(value)) OVER so_far) AS cumulative,
        false AS may_fall,
        toUInt64(0) AS unread
    FROM metric_00000000_0000_4000_8000_000000000003
    WHERE (customer_id IN ({identifiers:Array(String)})) AND (timestamp >= {period_from:DateTime64(6, 'UTC')}) AND (timestamp < {period_to:DateTime64(6, 'UTC')}) AND true AND multiIf(timestamp < fromUnixTimestamp64Milli(1722470400000, 'UTC'), true, ifNull((if(mapContains(properties, 'project'), properties['project'], NULL) IN ({usage_filter_0:Array(String)})), false))
    GROUP BY
        segment_start,
        text_model
    WINDOW so_far AS (PARTITION BY text_model ORDER BY segment_start ASC)
    UNION ALL
    SELECT
        4 AS product_number,
        roundDown(toUnixTimestamp64Milli(timestamp), {segment_starts:Array(Int64)}) AS segment_start,
        [text_model] AS groups,
        toString(argMax(argMax(value, (timestamp, transaction_id)), segment_start) OVER so_far) AS cumulative,
        true AS may_fall,
        toUInt64(0) AS unread
    FROM metric_00000000_0000_4000_8000_000000000004
    WHERE (customer_id IN ({identifiers:Array(String)})) AND (timestamp >= {period_from:DateTime64(6, 'UTC')}) AND (timestamp < {period_to:DateTime64(6, 'UTC')}) AND true AND multiIf(timestamp < fromUnixTimestamp64Milli(1722470400000, 'UTC'), true, ifNull((if(mapContains(properties, 'project'), properties['project'], NULL) IN ({usage_filter_0:Array(String)})), false))
    GROUP BY
        segment_start,
        text_model
    WINDOW so_far AS (PARTITION BY text_model ORDER BY segment_start ASC)
)
ORDER BY
    product_number ASC,
    groups ASC,
    segment_start ASC
