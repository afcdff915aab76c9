-- Purpose: how far events had arrived that an invoice counts, by their accepted_sequence (semantics 31).
-- Rule: written with the invoice and never changed, as all of it. Null where nothing metered was counted here: scheduled and
-- imported invoices.
-- Why this shape: with it, an invoice's quantities can be counted again whatever arrived since.
ALTER TABLE invoices ADD COLUMN cutoff INTEGER;

DROP TRIGGER invoices_stay;
CREATE TRIGGER invoices_stay BEFORE UPDATE ON invoices
WHEN OLD.voided_at IS NOT NULL OR NEW.voided_at IS NULL OR NEW.seq <> OLD.seq OR NEW.id <> OLD.id
  OR NEW.head_id <> OLD.head_id OR NEW.customer_id <> OLD.customer_id OR NEW.contract_id <> OLD.contract_id
  OR NEW.type <> OLD.type OR NEW.currency_id <> OLD.currency_id OR NEW.period_from IS NOT OLD.period_from
  OR NEW.period_to IS NOT OLD.period_to OR NEW.issued_at <> OLD.issued_at OR NEW.document <> OLD.document
  OR NEW.checksum <> OLD.checksum OR NEW.regenerated_from_id IS NOT OLD.regenerated_from_id
  OR NEW.finalized_at <> OLD.finalized_at OR NEW.cutoff IS NOT OLD.cutoff
BEGIN
  SELECT RAISE(ABORT, 'a finalized invoice never changes; it can be voided once');
END;
