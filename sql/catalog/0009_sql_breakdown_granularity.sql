-- Purpose: when the usage of a product that bills an SQL metric is incurred: hour by hour, or all of it at the last
-- instant of the period (semantics 19).
-- Rule: hour by hour where nobody said otherwise; without effect for streaming metrics.
ALTER TABLE product_versions ADD COLUMN sql_breakdown_granularity TEXT NOT NULL DEFAULT 'HOUR'
  CHECK (sql_breakdown_granularity IN ('HOUR', 'SERVICE_PERIOD'));
