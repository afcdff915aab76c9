-- Purpose: SQL that was composed here, laid out for reading (POST /ext/sql-metrics/check); and an analyst's text as the
-- engine understands it, without comments. It fails where that is not one statement, of which the embedded engine would
-- run several, one after the other.
-- Why this shape: in parts, as a server takes a list of any length, but no long text.
SELECT formatQuery(arrayStringConcat({parts:Array(String)})) AS text
