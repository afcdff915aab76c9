-- Purpose: what a customer is called in other systems (OpenAPI, updateCustomerConfig).
-- Rule: not set where it is NULL.
ALTER TABLE customers ADD COLUMN salesforce_account_id TEXT;
