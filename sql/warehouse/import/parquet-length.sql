-- Purpose: how many rows a Parquet file has (meterhouse import).
-- Why this shape: the file's metadata has the count.
SELECT count() AS rows_total
FROM file({path:String}, 'Parquet')
SETTINGS output_format_json_quote_64bit_integers = 1
