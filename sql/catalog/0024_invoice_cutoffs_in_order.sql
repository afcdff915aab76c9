-- Purpose: the last event that any invoice counts, which a warehouse is held to at each start.
-- Why this shape: an invoice's row is as long as its document; their greatest cutoff is read of the index alone.
CREATE INDEX invoices_by_cutoff ON invoices (cutoff);
