-- Purpose: records which migrations have run.
CREATE TABLE IF NOT EXISTS migrations
(
    name String
)
ENGINE = MergeTree
ORDER BY name
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
