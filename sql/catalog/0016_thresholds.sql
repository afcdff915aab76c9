-- Purpose: when thresholds of contracts were reached, what is paid for each, and what became of the payment.
-- Rule: an event is PENDING while a payment is waited for outside, and is settled once; nothing else of it changes, and
-- nothing is removed. A contract has one PENDING event of a kind at most. commit_terms is JSON: the threshold's commit as
-- it was then. amount can be drawn of the commit, payable is its price, both in credit_type_id. balance_id and invoice_at
-- are of the commit that was paid for.
-- Why this shape: what was offered is what is released, whatever the contract says by then.
CREATE TABLE threshold_events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  kind TEXT NOT NULL CHECK (kind IN ('SPEND', 'PREPAID')),
  status TEXT NOT NULL CHECK (status IN ('PENDING', 'PAID', 'FAILED')),
  workflow_id TEXT UNIQUE,
  credit_type_id TEXT NOT NULL REFERENCES pricing_units (id),
  amount TEXT NOT NULL,
  payable TEXT NOT NULL,
  commit_terms TEXT NOT NULL,
  balance_id TEXT UNIQUE REFERENCES balances (id),
  invoice_at INTEGER,
  created_at INTEGER NOT NULL,
  settled_at INTEGER,
  CHECK ((status = 'PENDING') = (settled_at IS NULL)),
  CHECK ((status = 'PAID') = (balance_id IS NOT NULL)),
  CHECK ((balance_id IS NULL) = (invoice_at IS NULL)),
  CHECK (workflow_id IS NOT NULL OR status = 'PAID')
) STRICT;
CREATE INDEX threshold_events_by_contract ON threshold_events (contract_id, seq);
CREATE UNIQUE INDEX threshold_events_pending ON threshold_events (contract_id, kind) WHERE status = 'PENDING';

CREATE TRIGGER threshold_events_stay BEFORE UPDATE ON threshold_events
WHEN OLD.status <> 'PENDING' OR NEW.status = 'PENDING' OR NEW.seq <> OLD.seq OR NEW.id <> OLD.id
  OR NEW.contract_id <> OLD.contract_id OR NEW.kind <> OLD.kind OR NEW.workflow_id IS NOT OLD.workflow_id
  OR NEW.credit_type_id <> OLD.credit_type_id OR NEW.amount <> OLD.amount OR NEW.payable <> OLD.payable
  OR NEW.commit_terms <> OLD.commit_terms OR NEW.created_at <> OLD.created_at
BEGIN
  SELECT RAISE(ABORT, 'a threshold event never changes; it can be settled once');
END;
CREATE TRIGGER threshold_events_remain BEFORE DELETE ON threshold_events
BEGIN
  SELECT RAISE(ABORT, 'a threshold event is never removed');
END;

-- Versions of contracts from before have no thresholds.
UPDATE contract_versions
SET terms = json_set(terms, '$.spendThreshold', NULL, '$.prepaidThreshold', NULL);
