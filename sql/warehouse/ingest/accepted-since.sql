-- Purpose: which of these transaction ids an accepted event has taken since an instant (semantics 6).
-- Why this shape: asked only for ids whose fingerprint is known, so rarely; the bloom filter on transaction_id
-- leaves out the granules that cannot hold one.
SELECT DISTINCT transaction_id
FROM events
WHERE transaction_id IN {transaction_ids:Array(String)}
  AND accepted_at > {accepted_after:DateTime64(3, 'UTC')}
