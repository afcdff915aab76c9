-- Purpose: the columns of an analyst's query, which must be a SELECT and no more.
-- Why this shape: in these parentheses no other statement parses, nor does INTO OUTFILE, which writes a file even on a
-- connection that only reads. {{query}} has been parsed by itself before. DESCRIBE reads no rows.
DESCRIBE
(
{{query}}
)
