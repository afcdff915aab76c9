import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import type { Design } from './design.ts'
import { METRIC_TYPE, MONTH, eventsSql } from './invented-events.ts'
import { runPeer } from './peer-answer.ts'
import type { Question } from './question.ts'

/**
 * OpenMeter's way with usage events, as its source shows it (August 2026), written anew: the event as JSON text in a
 * String column, sorted by type, subject and hour; one pass that takes each property out with JSON_VALUE and adds up
 * floats. It drops duplicates before the table, so it is given the events without them.
 */
export function openMeterDesign(warehouse: Warehouse): Design {
  return {
    name: 'OpenMeter',
    tables: ['om_events'],
    prepare: () =>
      warehouse.command(`
        CREATE TABLE om_events
        (
          namespace String, id String, type LowCardinality(String), subject String, source String, time DateTime,
          data String, ingested_at DateTime, stored_at DateTime, store_row_id String,
          INDEX stored_at_range stored_at TYPE minmax GRANULARITY 4
        )
        ENGINE = MergeTree PARTITION BY toYYYYMM(time) ORDER BY (namespace, type, subject, toStartOfHour(time))`),
    load: (from, count, events) =>
      warehouse.command(`
        INSERT INTO om_events
        SELECT 'default', transaction_id, type, customer, 'bench', at,
          concat('{"amount":"', amount, '","model":"', model, '","region":"', region, '","user_id":"', user_id,
            '","status":"', status, '","latency_ms":"', latency_ms, '"}'),
          at, at, hex(number)
        FROM (${eventsSql(from, count, events)})`),
    ask: (question) => runPeer(warehouse, select(question)),
  }
}

function select({ aggregation, customer, byHours, byProperties }: Question): string {
  const keys = [
    ...(customer === 'all' ? ['subject AS customer'] : []),
    ...(byHours
      ? [`intDiv(toUnixTimestamp(tumbleStart(time, toIntervalHour(1), 'UTC')), 3600) AS hour`]
      : []),
    ...(byProperties
      ? [`JSON_VALUE(data, '$.model') AS model`, `JSON_VALUE(data, '$.region') AS region`]
      : []),
  ]
  const value =
    aggregation === 'SUM'
      ? `sum(ifNotFinite(toFloat64OrNull(JSON_VALUE(data, '$.amount')), null))`
      : `uniqExact(nullIf(JSON_VALUE(data, '$.user_id'), 'null'))`
  const groups = keys.map((key) => key.split(' AS ')[1])
  return `
    SELECT ${[...keys, `${value} AS value`].join(', ')}
    FROM om_events
    WHERE namespace = 'default' AND type = '${METRIC_TYPE}'
      ${customer === 'all' ? '' : `AND subject IN ('${customer}')`}
      AND time >= ${MONTH.from / 1000} AND time < ${MONTH.to / 1000}
    ${groups.length === 0 ? '' : `GROUP BY ${groups.join(', ')}`}`
}
