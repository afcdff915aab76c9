-- Purpose: events whose transaction_id was taken already, as they came, for event search (semantics 10). Never billed.
-- Why this shape: the columns of events, in their order of arrival, in which they come, so that storing and merging them
-- sorts nothing: sorted by transaction_id, as in the table before this one, a duplicate cost two microseconds of
-- processor time more (docs/decisions/0003). The bloom filter finds one by its transaction_id.
CREATE TABLE IF NOT EXISTS duplicate_events
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
PARTITION BY toYYYYMM(accepted_at)
ORDER BY accepted_sequence
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, merge_selector_base = 16
