-- plain-metric: the events of sum-tokens from the columns of single properties, numbers not taken apart
SELECT
    transaction_id,
    customer_id,
    event_type,
    timestamp,
    accepted_sequence,
    properties,
    text_user,
    if(mapContains(properties, 'plan'), properties['plan'], NULL) AS text_plan,
    assumeNotNull(number_tokens) AS value,
    number_tokens = toDecimal256('1e40', 20) AS is_unread
FROM events
WHERE (event_type IN ('request')) AND isNotNull(number_tokens)
