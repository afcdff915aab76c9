import { integerLiteral, sql, type Sql } from '../../../kernel/sql.ts'
import { EVENT_COLUMNS, eventRow, eventText } from '../../../ingest/event-text.ts'
import { storeProperties } from '../../../ingest/properties.ts'
import { openTestWarehouse } from '../../../../test/support/warehouse.ts'
import { compileSql } from '../compile-sql.ts'
import type { SqlMetric } from '../sql-metric.ts'

/** `[transaction_id, event_type, timestamp, properties]`, of the customer `acme`. */
export type TestEvent = readonly [string, string, string, Readonly<Record<string, unknown>>]

export interface MetricWarehouse {
  /** The rows of a text, each as its columns' values in order. */
  rows(text: string): Promise<unknown[][]>
  /** The same for each hour that has an event, the hour's number first. */
  rowsByHour(text: string): Promise<unknown[][]>
  /** The same over all events up to each hour. */
  rowsSoFar(text: string): Promise<unknown[][]>
  /** The rows over events before the end of an hour, evaluated plainly. */
  rowsUpTo(text: string, hour: number): Promise<unknown[][]>
  /** The rows over the events of one hour, evaluated plainly. */
  rowsOf(text: string, hour: number): Promise<unknown[][]>
  /** The ids of the events that a text matches. */
  matched(text: string): Promise<unknown[]>
  /** What the engine answers to DESCRIBE of a text. */
  describe(text: string): Promise<{ name: string; type: string }[]>
  close(): Promise<void>
}

/** Opens a warehouse that holds these events. */
export async function openMetricWarehouse(events: readonly TestEvent[]): Promise<MetricWarehouse> {
  const test = await openTestWarehouse()
  await test.warehouse.insertText({
    table: 'events',
    columns: EVENT_COLUMNS,
    token: 'sql-metrics',
    body: Buffer.from(events.map(toRow).join('')),
  })
  const run = async (query: Sql, order = '') =>
    (await test.select(`${query.text}${order}`)).map((row) => Object.values(row))
  const hourly = sql`(SELECT *, toUInt32(toHour(timestamp)) AS hour FROM events)`
  const inHours = (condition: Sql) => sql`(SELECT * FROM events WHERE toHour(timestamp) ${condition})`
  return {
    rows: (text) => run(compiled(text).emit(sql`events`)),
    rowsByHour: (text) => run(compiled(text).emitByKeys(hourly, [sql`hour`]), ' ORDER BY ALL'),
    rowsSoFar: (text) =>
      run(compiled(text).emitRunning(hourly, [sql`customer_id`, sql`hour`]), ' ORDER BY ALL'),
    rowsUpTo: (text, hour) =>
      run(compiled(text).emit(inHours(sql`<= ${integerLiteral(hour)}`)), ' ORDER BY ALL'),
    rowsOf: (text, hour) =>
      run(compiled(text).emit(inHours(sql`= ${integerLiteral(hour)}`)), ' ORDER BY ALL'),
    async matched(text) {
      const keys = compiled(text).emitMatched(sql`events`, [sql`transaction_id`])
      return (await run(sql`SELECT DISTINCT * FROM (${keys})`, ' ORDER BY ALL')).flat()
    },
    describe: (text) => test.describe(compiled(text).emit(sql`events`).text),
    close: () => test.close(),
  }
}

/** Compiles a text that must be admitted. */
export function compiled(text: string): SqlMetric {
  const result = compileSql(text)
  if ('refusals' in result) throw new Error(`${text}: ${JSON.stringify(result.refusals)}`)
  return result.metric
}

function toRow([transactionId, eventType, timestampText, properties]: TestEvent, index: number): string {
  const event = {
    transactionId,
    customerId: 'acme',
    eventType,
    timestampText,
    properties: storeProperties(properties),
  }
  return eventRow(eventText(event), '2024-08-05 00:00:00.000', index + 1)
}
