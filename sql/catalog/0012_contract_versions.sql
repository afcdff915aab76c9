-- Purpose: what contracts say, each version of it whole, and the packages that contracts are made from.
-- Rule: terms is JSON; the newest version says what holds now, the newest up to an instant what was known then, the
-- first what the contract was made with. change is the request that made the version. A uniqueness key is used once.
-- Why this shape: an edit is one row, so it is whole or not there, and the past can be read without working it out
-- (docs/decisions/0014).
CREATE TABLE packages (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  uniqueness_key TEXT UNIQUE,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  archived_at INTEGER
) STRICT;

CREATE TABLE package_aliases (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  package_id TEXT NOT NULL REFERENCES packages (id),
  name TEXT NOT NULL,
  starting_at INTEGER,
  ending_before INTEGER,
  CHECK (ending_before IS NULL OR starting_at IS NULL OR starting_at < ending_before)
) STRICT;
CREATE INDEX package_aliases_by_name ON package_aliases (name, seq);

CREATE TABLE contracts_new (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  customer_id TEXT NOT NULL REFERENCES customers (id),
  rate_card_id TEXT REFERENCES rate_cards (id),
  package_id TEXT REFERENCES packages (id),
  uniqueness_key TEXT UNIQUE,
  renewed_from_id TEXT REFERENCES contracts (id),
  is_trueup_removed INTEGER NOT NULL DEFAULT 0 CHECK (is_trueup_removed IN (0, 1)),
  starting_at INTEGER NOT NULL,
  ending_before INTEGER,
  custom_fields TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  archived_at INTEGER,
  CHECK (ending_before IS NULL OR starting_at < ending_before)
) STRICT;

CREATE TABLE contract_versions (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  kind TEXT NOT NULL CHECK (kind IN ('CREATE', 'EDIT', 'AMENDMENT', 'END_DATE', 'USAGE_FILTER')),
  change TEXT NOT NULL,
  terms TEXT NOT NULL,
  uniqueness_key TEXT UNIQUE,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX contract_versions_by_contract ON contract_versions (contract_id, seq);

INSERT INTO contracts_new
  (seq, id, customer_id, rate_card_id, uniqueness_key, starting_at, ending_before, custom_fields, created_at, archived_at)
SELECT seq, id, customer_id, rate_card_id, uniqueness_key, starting_at, ending_before, custom_fields, created_at, archived_at
FROM contracts;

-- The first version has the end that the contract was made with; a second one the end now, where that was changed.
INSERT INTO contract_versions (id, contract_id, kind, change, terms, created_at)
SELECT id || '-1', id, 'CREATE', '{}', json_object(
    'name', name, 'rateCardId', rate_card_id, 'startingAt', starting_at, 'endingBefore', initial_ending_before,
    'netPaymentTermsDays', net_payment_terms_days, 'totalContractValue', NULL, 'netsuiteSalesOrderId', NULL,
    'salesforceOpportunityId', NULL,
    'usageStatementSchedule', json_object('frequency', billing_frequency, 'anchorAt', billing_anchor_at,
      'invoiceGenerationStartingAt', NULL),
    'scheduledChargesOnUsageInvoices', NULL, 'multiplierOverridePrioritization', 'LOWEST_MULTIPLIER',
    'overrides', json('[]'), 'scheduledCharges', json('[]'), 'discounts', json('[]'), 'professionalServices', json('[]'),
    'resellerRoyalties', json('[]'), 'subscriptions', json('[]'), 'usageFilters', json('[]')),
  created_at
FROM contracts
ORDER BY seq;
INSERT INTO contract_versions (id, contract_id, kind, change, terms, created_at)
SELECT contracts.id || '-2', contracts.id, 'END_DATE', json_object('endingBefore', contracts.ending_before),
  json_set(contract_versions.terms, '$.endingBefore', contracts.ending_before), contracts.created_at
FROM contracts
INNER JOIN contract_versions ON contract_versions.contract_id = contracts.id
WHERE contracts.ending_before IS NOT contracts.initial_ending_before
ORDER BY contracts.seq;

DROP TABLE contracts;
ALTER TABLE contracts_new RENAME TO contracts;
CREATE INDEX contracts_by_customer ON contracts (customer_id, starting_at, seq);
CREATE INDEX contracts_by_package ON contracts (package_id, seq);
CREATE INDEX contracts_by_card ON contracts (rate_card_id);

CREATE TABLE professional_service_invoices (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  issued_at INTEGER NOT NULL,
  lines TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX professional_service_invoices_by_contract ON professional_service_invoices (contract_id, seq);

CREATE TABLE named_schedules (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  owner_kind TEXT NOT NULL CHECK (owner_kind IN ('CONTRACT', 'CUSTOMER', 'RATE_CARD')),
  owner_id TEXT NOT NULL,
  schedule_name TEXT NOT NULL,
  properties TEXT NOT NULL,
  value TEXT NOT NULL,
  starting_at INTEGER NOT NULL,
  ending_before INTEGER,
  created_at INTEGER NOT NULL,
  CHECK (ending_before IS NULL OR starting_at < ending_before)
) STRICT;
CREATE INDEX named_schedules_by_owner ON named_schedules (owner_kind, owner_id, schedule_name, starting_at);
