-- Purpose: the lines of finalized invoices, for analysts, in their order.
-- Rule: they are written before their invoice and never change. is_counted says whether a line is part of the invoice's total:
-- the application of a POSTPAID commit is not, nor is what is in a custom unit, which counts through its conversion alone.
-- Why this shape: as invoice_versions (0017), with a row for each place on an invoice.
CREATE TABLE IF NOT EXISTS exported_invoice_lines
(
    invoice_id String,
    line_index UInt32,
    id String,
    type LowCardinality(String),
    name String,
    product_id Nullable(String),
    currency LowCardinality(String),
    period_from Nullable(DateTime64(3, 'UTC')),
    period_to Nullable(DateTime64(3, 'UTC')),
    quantity Decimal(76, 38),
    unit_price Decimal(76, 38),
    total Decimal(76, 38),
    is_counted Bool,
    tier_level Nullable(UInt32),
    pricing_group_values Map(String, Nullable(String)),
    presentation_group_values Map(String, Nullable(String)),
    commit_id Nullable(String),
    subscription_id Nullable(String)
)
ENGINE = ReplacingMergeTree
ORDER BY (invoice_id, line_index)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
