-- Purpose: SQL that was composed here, laid out for reading (POST /ext/sql-metrics/check).
-- Why this shape: in parts, as a server takes a list of any length, but no long text.
SELECT formatQuery(arrayStringConcat({parts:Array(String)})) AS text
