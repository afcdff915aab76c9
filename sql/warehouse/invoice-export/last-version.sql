-- Purpose: the last version of an invoice that has come from the catalog, to see at start whether this database has what the
-- catalog has exported.
-- Why this shape: the last may be one that invoice_versions cannot hold.
SELECT max(version) AS last_version
FROM
(
  SELECT version FROM invoice_versions
  UNION ALL
  SELECT version FROM oversized_invoice_versions
)
