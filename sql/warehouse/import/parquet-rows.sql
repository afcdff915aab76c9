-- Purpose: a Parquet file's rows in the file's order, from a row number on (meterhouse import).
-- Why this shape: every column that is no field of an event is a property, so all are read. One thread and the kept
-- order make a row's number its place, from which an interrupted import goes on; row groups before it are not
-- decoded. Small blocks bound the memory. Written as JSON, decimals and integers of any size are their exact
-- digits, what is no number ("nan", "inf") is text and times are RFC 3339 in UTC.
SELECT *
FROM file({path:String}, 'Parquet')
WHERE _row_number >= {rows_done:UInt64}
SETTINGS
  max_threads = 1,
  input_format_parquet_preserve_order = 1,
  input_format_parquet_max_block_size = 8192,
  input_format_parquet_prefer_block_bytes = 4194304,
  session_timezone = 'UTC',
  date_time_output_format = 'iso',
  output_format_json_quote_64bit_integers = 0,
  output_format_json_quote_decimals = 0,
  output_format_json_quote_denormals = 1
