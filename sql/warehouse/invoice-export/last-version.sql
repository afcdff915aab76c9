-- Purpose: the last version of an invoice that has come from the catalog, whose it is, and whether one invoice has come, to see
-- at start whether this database has what the catalog has exported.
-- Why this shape: the last may be one that invoice_versions cannot hold.
SELECT
  max(version) AS last_version,
  argMax(id, version) AS last_id,
  countIf(id = {exported_id:String}) AS rows_of_exported
FROM
(
  SELECT id, version FROM invoice_versions
  UNION ALL
  SELECT id, version FROM oversized_invoice_versions
)
