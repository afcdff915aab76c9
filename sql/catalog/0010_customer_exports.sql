-- Purpose: which customers the warehouse does not have yet as they are now.
-- Rule: every change of a customer or of its aliases marks it, in the transaction of the change, so that no statement
-- can forget to. A mark's version is greater than any before it; a customer that changes while it is exported gets
-- another one, which stays. Customers of before are due.
CREATE TABLE customer_exports_due (
  version INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id TEXT NOT NULL UNIQUE REFERENCES customers (id)
) STRICT;

INSERT INTO customer_exports_due (customer_id) SELECT id FROM customers ORDER BY seq;

CREATE TRIGGER customer_export_due_when_made AFTER INSERT ON customers BEGIN
  INSERT INTO customer_exports_due (customer_id) VALUES (new.id);
END;

CREATE TRIGGER customer_export_due_when_changed AFTER UPDATE ON customers BEGIN
  DELETE FROM customer_exports_due WHERE customer_id = new.id;
  INSERT INTO customer_exports_due (customer_id) VALUES (new.id);
END;

CREATE TRIGGER customer_export_due_when_alias_comes AFTER INSERT ON customer_aliases BEGIN
  DELETE FROM customer_exports_due WHERE customer_id = new.customer_id;
  INSERT INTO customer_exports_due (customer_id) VALUES (new.customer_id);
END;

CREATE TRIGGER customer_export_due_when_alias_goes AFTER DELETE ON customer_aliases BEGIN
  DELETE FROM customer_exports_due WHERE customer_id = old.customer_id;
  INSERT INTO customer_exports_due (customer_id) VALUES (old.customer_id);
END;

CREATE TRIGGER customer_export_due_when_alias_moves AFTER UPDATE ON customer_aliases BEGIN
  DELETE FROM customer_exports_due WHERE customer_id IN (old.customer_id, new.customer_id);
  INSERT INTO customer_exports_due (customer_id)
    SELECT id FROM customers WHERE id IN (old.customer_id, new.customer_id);
END;
