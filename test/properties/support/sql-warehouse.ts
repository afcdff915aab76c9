import { z } from 'zod'
import { Decimal } from '../../../src/kernel/decimal.ts'
import { Sql } from '../../../src/kernel/sql.ts'
import { propertyText } from '../../support/oracle/json-value.ts'
import type { SqlEvent } from '../../support/oracle/sql/rows.ts'
import { writeValue, type SqlValue } from '../../support/oracle/sql/values.ts'
import type { SqlColumn } from '../../../src/metrics/sql/sql-metric.ts'
import type { TestWarehouse } from '../../support/warehouse.ts'

/** A row as text, for comparing: numbers without zeros at the end, null as it is. */
export type PlainRow = readonly (string | null)[]

/** Stores a customer's events as ingest does. */
export async function storeEvents({ warehouse }: TestWarehouse, events: readonly SqlEvent[]): Promise<void> {
  await warehouse.insert(
    'events',
    events.map((event) => {
      const texts = [...event.properties].flatMap(([name, value]) => {
        const text = propertyText(value)
        return text === null ? [] : [[name, text]]
      })
      return {
        transaction_id: event.transactionId,
        customer_id: event.customerId,
        event_type: event.eventType,
        timestamp: writeValue(event.instant),
        properties: Object.fromEntries(texts),
        property_kinds: 's'.repeat(texts.length),
        properties_null: [...event.properties].flatMap(([name, value]) => (value === null ? [name] : [])),
        accepted_at: '2024-02-10 00:00:00.000',
        accepted_sequence: 1,
      }
    }),
  )
}

/** The events of one customer, with the hour of each as a number. */
export function sourceOf(customerId: string): Sql {
  return new Sql(
    `(SELECT transaction_id, customer_id, event_type, timestamp, properties, customer_id AS owner,
    toInt64(toUnixTimestamp(toStartOfHour(timestamp))) AS hour_start FROM events WHERE customer_id = '${customerId}')`,
  )
}

/** Runs a metric's query: its rows, sorted, or the engine's error. */
export async function runMetric(
  test: TestWarehouse,
  query: Sql,
  columns: readonly SqlColumn[],
  keys: readonly string[] = [],
): Promise<PlainRow[] | { error: string }> {
  try {
    const rows = await test.select(`SELECT * FROM (${query.text}\n)`)
    return sortRows(
      rows.map((row) => [
        ...keys.map((key) => String(row[key])),
        ...columns.map(({ type }, at) => plain(type, row[`column_${at}`])),
      ]),
    )
  } catch (error) {
    // What the query had put out before it failed would come with the next one's rows (see failed-query.test.ts).
    await test.select('SELECT 1 AS one')
    return { error: String(error) }
  }
}

/** Rows in an order that is theirs alone. */
export function sortRows(rows: readonly PlainRow[]): PlainRow[] {
  return rows
    .map((row) => [JSON.stringify(row), row] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .map(([, row]) => row)
}

/** A row of the oracle in the same form. */
export function plainRow(values: readonly SqlValue[]): PlainRow {
  return values.map((value) => (value === null ? null : writeValue(value)))
}

const cell = z.union([z.string(), z.number(), z.boolean()]).transform(String).nullable()

function plain(type: SqlColumn['type'], value: unknown): string | null {
  const text = cell.parse(value)
  if (text === null) return null
  switch (type) {
    case 'decimal':
      return writeValue(new Decimal(text))
    case 'boolean':
      return String(text === 'true' || text === '1')
    case 'text':
    case 'timestamp':
      return text
  }
}
