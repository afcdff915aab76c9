-- Purpose: the last version of an invoice that has come from the catalog, to see at start whether this database has what the
-- catalog has exported.
SELECT max(version) AS last_version
FROM invoice_versions
