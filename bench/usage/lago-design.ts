import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import type { Design } from './design.ts'
import { DUPLICATE_EVERY, METRIC_TYPE, MONTH, eventsSql } from './invented-events.ts'
import { runPeer } from './peer-answer.ts'
import type { Question } from './question.ts'

const KEY = ['organization_id', 'code', 'external_subscription_id', 'transaction_id', 'timestamp']

/**
 * Lago's way with ClickHouse, as its source shows it (August 2026), written anew: properties in a map, the value read into
 * a decimal as it is stored, duplicates stored, too; each query first finds the newest row of each event and joins the
 * table to them. The right side of the join is filtered here as well, which is in its favour.
 */
export function lagoDesign(warehouse: Warehouse): Design {
  return {
    name: 'Lago',
    tables: ['events_enriched'],
    prepare: () =>
      warehouse.command(`
        CREATE TABLE events_enriched
        (
          organization_id String, external_subscription_id String, code String, timestamp DateTime64(3, 'UTC'),
          transaction_id String, properties Map(String, String),
          sorted_properties Map(String, String) DEFAULT mapSort(properties),
          value Nullable(String), decimal_value Nullable(Decimal(38, 26)) DEFAULT toDecimal128OrZero(value, 26),
          enriched_at DateTime64(3, 'UTC') DEFAULT now64(3)
        )
        ENGINE = ReplacingMergeTree(timestamp)
        PRIMARY KEY (organization_id, code, external_subscription_id, toDate(timestamp))
        ORDER BY (organization_id, code, external_subscription_id, toDate(timestamp), timestamp, transaction_id)`),
    async load(from, count, events) {
      const rows = (condition: string) => `
        INSERT INTO events_enriched (organization_id, external_subscription_id, code, timestamp, transaction_id, properties, value)
        SELECT 'organization', customer, type, at, transaction_id,
          map('amount', amount, 'model', model, 'region', region, 'user_id', user_id, 'status', status, 'latency_ms', latency_ms),
          amount
        FROM (${eventsSql(from, count, events)})
        WHERE ${condition}`
      await warehouse.command(rows('true'))
      await warehouse.command(rows(`number % ${DUPLICATE_EVERY} = 0`))
    },
    ask: (question) => runPeer(warehouse, select(question)),
  }
}

function select({ aggregation, customer, byHours, byProperties }: Question): string {
  const keys = [
    ...(customer === 'all' ? ['external_subscription_id AS customer'] : []),
    ...(byHours ? ['intDiv(toUnixTimestamp(timestamp), 3600) AS hour'] : []),
    ...(byProperties ? [`properties['model'] AS model`, `properties['region'] AS region`] : []),
  ]
  const groups = keys.map((key) => key.split(' AS ')[1])
  const value = aggregation === 'SUM' ? 'toString(sum(decimal_value))' : `uniqExact(properties['user_id'])`
  const where = `
    organization_id = 'organization' AND code = '${METRIC_TYPE}'
      ${customer === 'all' ? '' : `AND external_subscription_id = '${customer}'`}
      AND timestamp >= toDateTime64(${MONTH.from / 1000}, 3, 'UTC')
      AND timestamp < toDateTime64(${MONTH.to / 1000}, 3, 'UTC')`
  return `
    WITH
      latest AS
      (
        SELECT ${KEY.join(', ')}, max(enriched_at) AS enriched_at
        FROM events_enriched
        WHERE ${where}
        GROUP BY ${KEY.join(', ')}
      ),
      found AS
      (
        SELECT *
        FROM latest
        INNER ANY JOIN (SELECT * FROM events_enriched WHERE ${where}) AS enriched USING (${[...KEY, 'enriched_at'].join(', ')})
      )
    SELECT ${[...keys, `${value} AS value`].join(', ')}
    FROM found
    ${groups.length === 0 ? '' : `GROUP BY ${groups.join(', ')}`}`
}
