-- Purpose: the answers given to requests that carried an Idempotency-Key (semantics 40).
-- Rule: fingerprint is a hash of method, path and body; status is null while the first request is under way.
CREATE TABLE idempotency_keys (
  key TEXT NOT NULL PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  status INTEGER,
  headers TEXT,
  body TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
