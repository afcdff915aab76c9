-- Purpose: what prices are in: currencies, later custom units too.
-- Rule: amounts in USD are cents, in other currencies whole units (reference section 5, Money). The id of
-- USD (cents) is Metronome's own, which clients have built in.
CREATE TABLE pricing_units (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  is_currency INTEGER NOT NULL CHECK (is_currency IN (0, 1))
) STRICT;

INSERT INTO pricing_units (id, name, is_currency) VALUES
  ('2714e483-4ff1-48e4-9e25-ac732e8f24f2', 'USD (cents)', 1),
  ('8f6a0b52-5b4e-4c0f-9d5c-6f5d0a8e1a01', 'AUD', 1),
  ('8f6a0b52-5b4e-4c0f-9d5c-6f5d0a8e1a02', 'BRL', 1),
  ('8f6a0b52-5b4e-4c0f-9d5c-6f5d0a8e1a03', 'CAD', 1),
  ('8f6a0b52-5b4e-4c0f-9d5c-6f5d0a8e1a04', 'CHF', 1),
  ('8f6a0b52-5b4e-4c0f-9d5c-6f5d0a8e1a05', 'CNY', 1),
  ('8f6a0b52-5b4e-4c0f-9d5c-6f5d0a8e1a06', 'DKK', 1),
  ('8f6a0b52-5b4e-4c0f-9d5c-6f5d0a8e1a07', 'EUR', 1),
  ('8f6a0b52-5b4e-4c0f-9d5c-6f5d0a8e1a08', 'GBP', 1),
  ('8f6a0b52-5b4e-4c0f-9d5c-6f5d0a8e1a09', 'INR', 1),
  ('8f6a0b52-5b4e-4c0f-9d5c-6f5d0a8e1a10', 'JPY', 1),
  ('8f6a0b52-5b4e-4c0f-9d5c-6f5d0a8e1a11', 'KRW', 1),
  ('8f6a0b52-5b4e-4c0f-9d5c-6f5d0a8e1a12', 'MXN', 1),
  ('8f6a0b52-5b4e-4c0f-9d5c-6f5d0a8e1a13', 'NOK', 1),
  ('8f6a0b52-5b4e-4c0f-9d5c-6f5d0a8e1a14', 'NZD', 1),
  ('8f6a0b52-5b4e-4c0f-9d5c-6f5d0a8e1a15', 'SEK', 1),
  ('8f6a0b52-5b4e-4c0f-9d5c-6f5d0a8e1a16', 'SGD', 1);
