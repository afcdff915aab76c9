-- Purpose: finalized invoices, for analysts. The catalog is the truth; this follows it.
-- Rule: an invoice is a row when it is finalized and another when it is voided, and the one with the highest version counts.
-- Decimals are exact to 38 fractional digits; those past that are cut off.
-- Why this shape: as customer_versions (0009): a repeated export leaves the same row twice, which is one to the engine. Read
-- through the view of 0019.
CREATE TABLE IF NOT EXISTS invoice_versions
(
    id String,
    version UInt64,
    customer_id String,
    contract_id String,
    type LowCardinality(String),
    status LowCardinality(String),
    currency LowCardinality(String),
    period_from Nullable(DateTime64(3, 'UTC')),
    period_to Nullable(DateTime64(3, 'UTC')),
    issued_at DateTime64(3, 'UTC'),
    finalized_at DateTime64(3, 'UTC'),
    voided_at Nullable(DateTime64(3, 'UTC')),
    regenerated_from_id Nullable(String),
    cutoff Nullable(UInt64),
    line_count UInt32,
    total Decimal(76, 38)
)
ENGINE = ReplacingMergeTree(version)
ORDER BY id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
