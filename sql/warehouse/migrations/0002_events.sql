-- Purpose: every accepted usage event, once (semantics 6: the first with its transaction_id in 34 days).
-- Why this shape:
--   Deduplication happens at ingest, so reads need no FINAL and this is a plain MergeTree.
--   properties holds each top-level property's text: strings as they are, numbers and booleans as the text
--   sent (semantics 8), arrays and objects as JSON. Null properties are not in the map, so that a missing
--   and a null property read the same (semantics 10); they are named in properties_null.
--   property_kinds has one letter for each entry of properties, in its order: s(tring), n(umber), b(oolean),
--   j(son). The three columns give the event back as it was sent. Most events of a type share one shape, so
--   the two extra columns cost next to nothing.
--   accepted_sequence counts accepted events in order of arrival: the order where the clock stands still, the
--   cut-off an invoice records, and what "accepted after" means for a metric that applies from its creation.
--   Sorted for one metric and customer over a time range, then for one metric over all customers. A month's
--   query reads one or two partitions.
--   An insert carries a token and the table remembers the last thousand, so one whose answer was lost is repeated
--   without storing it twice.
CREATE TABLE IF NOT EXISTS events
(
    transaction_id String,
    customer_id String,
    event_type LowCardinality(String),
    timestamp DateTime64(6, 'UTC') CODEC(DoubleDelta, ZSTD),
    properties Map(String, String),
    property_kinds LowCardinality(String),
    properties_null Array(LowCardinality(String)),
    accepted_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD),
    accepted_sequence UInt64 CODEC(Delta, ZSTD),
    INDEX transaction_id_filter transaction_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(timestamp)
ORDER BY (event_type, customer_id, timestamp, transaction_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000
