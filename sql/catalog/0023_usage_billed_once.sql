-- Purpose: no time of a contract's usage is billed by two invoices.
-- Rule: usage invoices of one contract that are not voided do not overlap; whoever would store a second one has worked out
-- something else than what is stored, and stores nothing.
CREATE TRIGGER invoices_bill_usage_once BEFORE INSERT ON invoices
WHEN NEW.type = 'USAGE' AND NEW.voided_at IS NULL AND EXISTS (
  SELECT 1 FROM invoices
  WHERE contract_id = NEW.contract_id AND type = 'USAGE' AND voided_at IS NULL
    AND period_from < NEW.period_to AND period_to > NEW.period_from
)
BEGIN
  SELECT RAISE(ABORT, 'another usage invoice of the contract bills some of that time');
END;
