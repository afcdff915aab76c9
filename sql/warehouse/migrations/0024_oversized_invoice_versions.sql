-- Purpose: finalized invoices that invoice_versions (0017) cannot hold, as an amount of theirs has more than 38 integer digits.
-- Rule: they are in neither invoices nor invoice_lines: an amount that is cut, or missing from a sum, would be a wrong one. What
-- they come to is here in every digit.
-- Why this shape: as 0017; amounts has each that is too long, by its place on the invoice. Read through the view of 0025.
CREATE TABLE IF NOT EXISTS oversized_invoice_versions
(
    id String,
    version UInt64,
    customer_id String,
    contract_id String,
    type LowCardinality(String),
    status LowCardinality(String),
    currency LowCardinality(String),
    issued_at DateTime64(3, 'UTC'),
    finalized_at DateTime64(3, 'UTC'),
    voided_at Nullable(DateTime64(3, 'UTC')),
    total String,
    amounts Map(String, String)
)
ENGINE = ReplacingMergeTree(version)
ORDER BY id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
