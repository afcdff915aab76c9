-- Purpose: events whose transaction_id was taken already, as they came, for event search (semantics 10). Never billed.
-- Why this shape: the columns of events, sorted for the one way they are read, by transaction_id.
CREATE TABLE IF NOT EXISTS event_duplicates
(
    transaction_id String,
    customer_id String,
    event_type LowCardinality(String),
    timestamp DateTime64(6, 'UTC') CODEC(DoubleDelta, ZSTD),
    properties Map(String, String),
    property_kinds LowCardinality(String),
    properties_null Array(LowCardinality(String)),
    accepted_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD),
    accepted_sequence UInt64 CODEC(Delta, ZSTD)
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(accepted_at)
ORDER BY (transaction_id, accepted_sequence)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000
