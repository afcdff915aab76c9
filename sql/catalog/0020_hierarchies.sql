-- Purpose: which contract a contract is a child of, who pays for it, and which children may draw on a commit or credit.
-- Rule: a contract's words of its hierarchy never change; payer, usage_statement_behavior and invoice_consolidation_type are
-- null together, where it was made with none. A child pays for itself or its parent does; only a parent consolidates.
-- Why this shape: who the parent is holds for good, so it is in columns and not in versions. The parent's customer stands
-- beside it, so that customers that are related are found by an index, without their other contracts.
ALTER TABLE contracts ADD COLUMN parent_contract_id TEXT REFERENCES contracts (id);
ALTER TABLE contracts ADD COLUMN parent_customer_id TEXT REFERENCES customers (id) CHECK (
  (parent_customer_id IS NULL) = (parent_contract_id IS NULL) AND parent_customer_id <> customer_id
);
ALTER TABLE contracts ADD COLUMN payer TEXT CHECK (
  payer IN ('SELF', 'PARENT') AND (payer = 'SELF' OR parent_contract_id IS NOT NULL)
);
ALTER TABLE contracts ADD COLUMN usage_statement_behavior TEXT CHECK (
  (usage_statement_behavior IS NULL) = (payer IS NULL) AND usage_statement_behavior IN ('CONSOLIDATE', 'SEPARATE')
  AND (usage_statement_behavior = 'SEPARATE' OR payer = 'PARENT')
);
ALTER TABLE contracts ADD COLUMN invoice_consolidation_type TEXT CHECK (
  (invoice_consolidation_type IS NULL) = (payer IS NULL) AND invoice_consolidation_type IN ('CONCATENATE', 'NONE')
  AND (invoice_consolidation_type = 'NONE' OR parent_contract_id IS NULL)
);
CREATE INDEX contracts_by_parent ON contracts (parent_contract_id) WHERE parent_contract_id IS NOT NULL;
CREATE INDEX contracts_by_parent_customer ON contracts (parent_customer_id, customer_id)
WHERE parent_customer_id IS NOT NULL;
CREATE INDEX contracts_by_child_customer ON contracts (customer_id, parent_customer_id)
WHERE parent_customer_id IS NOT NULL;

-- Commits and credits from before are shared with no child.
UPDATE balance_versions SET terms = json_set(terms, '$.childAccess', json_object('type', 'NONE'));
UPDATE contract_versions SET terms = json_set(terms,
  '$.recurringCommits', (
    SELECT json_group_array(json_set(value, '$.childAccess', json_object('type', 'NONE')) ORDER BY key)
    FROM json_each(terms, '$.recurringCommits')),
  '$.recurringCredits', (
    SELECT json_group_array(json_set(value, '$.childAccess', json_object('type', 'NONE')) ORDER BY key)
    FROM json_each(terms, '$.recurringCredits')))
WHERE terms -> '$.recurringCommits' <> '[]' OR terms -> '$.recurringCredits' <> '[]';
UPDATE contract_versions SET change = json_set(change, '$.recurringCommits', (
  SELECT json_group_array(json_set(value, '$.childAccess', json_object('type', 'NONE')) ORDER BY key)
  FROM json_each(change, '$.recurringCommits')))
WHERE change -> '$.recurringCommits' <> '[]';
UPDATE contract_versions SET change = json_set(change, '$.recurringCredits', (
  SELECT json_group_array(json_set(value, '$.childAccess', json_object('type', 'NONE')) ORDER BY key)
  FROM json_each(change, '$.recurringCredits')))
WHERE change -> '$.recurringCredits' <> '[]';
