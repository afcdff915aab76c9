-- Purpose: the table of before goes; all it held has been copied (0007).
DROP TABLE IF EXISTS event_duplicates
