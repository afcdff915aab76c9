-- metric-filters-and-quotes: values go into the view as literals, whatever is in them
CREATE OR REPLACE VIEW metric_00000000_0000_4000_8000_000000000005
COMMENT 'filters-and-quotes'
AS SELECT
    transaction_id,
    customer_id,
    event_type,
    timestamp,
    accepted_sequence,
    properties,
    toUInt8(1) AS value
FROM events
WHERE (event_type NOT IN ('seats')) AND (if(mapContains(properties, 'it\'s'), properties['it\'s'], NULL) IN ('a\'b\\c', 'z')) AND (isNull(if(mapContains(properties, 'user'), properties['user'], NULL)) OR (if(mapContains(properties, 'user'), properties['user'], NULL) NOT IN ('bob'))) AND isNull(if(mapContains(properties, 'gone'), properties['gone'], NULL))
