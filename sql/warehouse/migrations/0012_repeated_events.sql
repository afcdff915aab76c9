-- Purpose: events that came again just as they were accepted, for event search (semantics 10). Never billed.
-- Rule: what such an event says is what the event says that was accepted before it with its transaction_id.
-- Why this shape: the usual duplicate is a request that was sent again. Without what it says it costs a third of the
-- processor time of a row of duplicate_events, to store and to merge (docs/decisions/0003).
CREATE TABLE IF NOT EXISTS repeated_events
(
    transaction_id String,
    accepted_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD),
    accepted_sequence UInt64 CODEC(Delta, ZSTD),
    INDEX transaction_id_filter transaction_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(accepted_at)
ORDER BY accepted_sequence
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000, merge_selector_base = 16
