-- Purpose: the fingerprints of the transaction ids that were accepted since an instant, to rebuild the index at start
-- (semantics 6).
-- Why this shape: {{accepted_after}} is a literal, as millions of rows are streamed in a way that takes no parameters.
SELECT xxHash64(transaction_id) AS fingerprint
FROM events
WHERE accepted_at > {{accepted_after}}
