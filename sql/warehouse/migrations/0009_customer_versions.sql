-- Purpose: customers, so that usage can be joined with them. The catalog is the truth; this follows it.
-- Rule: each change of a customer in the catalog is a row here, and the one with the highest version counts. All that
-- changed together comes in one insert, so at no moment does an alias belong to two customers.
-- Why this shape: an export is repeated where it is not known that it was done, which leaves the same row twice, and
-- both are one to the engine. Read through the views of 0010 and 0011.
CREATE TABLE IF NOT EXISTS customer_versions
(
    id String,
    version UInt64,
    name String,
    ingest_aliases Array(String),
    created_at DateTime64(3, 'UTC'),
    archived_at Nullable(DateTime64(3, 'UTC'))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
