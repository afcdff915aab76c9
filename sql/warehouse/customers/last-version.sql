-- Purpose: the last version of a customer that has come from the catalog, whose it is, and whether one customer has come, to see
-- at start whether this database has what the catalog has exported.
SELECT
  max(version) AS last_version,
  argMax(id, version) AS last_id,
  countIf(id = {exported_id:String}) AS rows_of_exported
FROM customer_versions
