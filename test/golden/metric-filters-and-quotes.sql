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
WHERE (event_type NOT IN ('seats')) AND (text__24ceef1cb6b0cbc0b3321021318245760500d1b1 IN ('a\'b\\c', 'z')) AND (isNull(text_user) OR (text_user NOT IN ('bob'))) AND isNull(text_gone)
