import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import '../src/catalog/billable-metrics/confirm-sql.ts'
import '../src/catalog/billable-metrics/property-columns.ts'
import '../src/catalog/billable-metrics/sync-views.ts'
import '../src/catalog/begin-export-anew.ts'
import '../src/ingest/queries.ts'
import '../src/invoices/explain/queries.ts'
import { batchQuantitiesOfProduct, batchQuantitiesOfSqlProductByHour } from '../src/invoices/batch/queries.ts'
import { quantitiesOfProduct } from '../src/invoices/quantities/queries.ts'
import { previewEventRows } from '../src/invoices/preview/preview-source.ts'
import '../src/jobs/import/queries.ts'
import '../src/jobs/query/run-query.ts'
import '../src/usage/queries.ts'
import '../src/warehouse/format-sql.ts'
import '../src/warehouse/migrate.ts'
import { emitAggregate, emitMayFall } from '../src/metrics/aggregate.ts'
import { NOTHING } from '../src/metrics/emit.ts'
import {
  emitGroupFilter,
  emitGroupKeys,
  emitGroupOrder,
  emitGroups,
  emitIsAfter,
} from '../src/metrics/groups.ts'
import { emitMapText } from '../src/metrics/property-columns.ts'
import { emitWindowNumber } from '../src/usage/window-number.ts'
import { admittedSql } from '../src/metrics/sql/admit-sql.ts'
import { emitRowsByKeys } from '../src/metrics/sql/emit-result-rows.ts'
import { emitUsageFilter } from '../src/metrics/usage-filter.ts'
import { emitCreateView, type ViewedMetric } from '../src/metrics/view.ts'
import { instantLiteral, integerLiteral, sql, type Sql } from '../src/kernel/sql.ts'
import { queries, type Query } from '../src/warehouse/query.ts'
import { SQL_ROOT } from '../src/warehouse/sql-file.ts'
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts'

const FOLDER = mkdtempSync(`${tmpdir()}/meterhouse-queries-`)
const METRIC = admittedSql('SELECT event_type, count(*) AS value FROM events GROUP BY event_type')
const METRIC_ID = '00000000-0000-4000-8000-000000000001'

/** What may stand in each fragment's place, and a value for each parameter. */
const FRAGMENTS: Readonly<Record<string, Sql>> = {
  view: sql`metric_00000000_0000_4000_8000_000000000001`,
  value: emitAggregate('SUM'),
  cumulative: emitAggregate('SUM'),
  may_fall: emitMayFall('SUM'),
  block_number: integerLiteral(0),
  segment_start: sql`toInt64(0)`,
  groups: emitGroups(['model']),
  group_keys: emitGroupKeys(['model'], emitMapText),
  group_order: emitGroupOrder(['model'], emitMapText),
  is_after: emitIsAfter(),
  is_matched: sql`true`,
  is_admitted: emitUsageFilter([{ groupKey: 'project', groupValues: [], startingAt: 0 }]).condition,
  events: sql`metric_00000000_0000_4000_8000_000000000001`,
  unread: NOTHING,
  owner: sql`0`,
  window_number: emitWindowNumber('HOUR'),
  group_filter: emitGroupFilter([]).condition,
  customer_filter: sql`true`,
  product_number: integerLiteral(0),
  accepted_after: instantLiteral(0),
  metric: sql`SELECT 1 AS column_0`,
  query: sql`SELECT 1 AS column_0`,
  rows: emitRowsByKeys({ metric: METRIC, afterSequence: 1, groupKey: ['event_type'] }),
  matched: METRIC.emitMatched(sql`events`, [sql`customer_id`, sql`accepted_sequence`]),
  arrival: sql`true`,
  changes: sql`[(CAST([], 'Array(Nullable(String))'), toDecimal256(1, 20))]`,
  hours: sql`SELECT 0 AS hour_start`,
  owned_hours: sql`SELECT toUInt32(1) AS owner_number, toInt64(0) AS hour_start`,
  segment_starts: sql`[0]`,
  place_rows: sql`SELECT toUInt32(1) AS place_number, CAST([], 'Array(Nullable(String))') AS groups, toDecimal256(1, 20) AS quantity`,
  quantity: sql`position_1`,
  positions: sql`metered_1 AS position_1`,
  measures: sql`(SELECT toDecimal256(1, 20) AS metered_1) AS measure_1`,
  readings: sql`toDecimal256(sum(value), 20) AS metered_1_1`,
  is_of_group: sql`true`,
  instants: sql`[toDateTime64(0, 6, 'UTC')]`,
  instant_after: sql`toDateTime64(0, 6, 'UTC')`,
  pieces: sql`[toDateTime64(0, 6, 'UTC')], [toDateTime64(1, 6, 'UTC')], [''], ['']`,
  uses: sql`[(toDateTime64(0, 6, 'UTC'), toDateTime64(0, 6, 'UTC'), 1)]`,
  billed: sql`metered`,
  within: sql`position`,
  parts: sql`SELECT toDateTime64(0, 6, 'UTC') AS at, toDecimal256(0, 20) AS part`,
  measure_readings: sql`SELECT toDateTime64(0, 6, 'UTC') AS read_at, toDecimal256(0, 20) AS metered`,
  period_from: instantLiteral(0),
  period_to: instantLiteral(0),
  preview: previewEventRows.compose({}),
}
const DESCRIBED = ['name', 'type']
const PARAMS = {
  identifiers: ['c'],
  usage_filter_0: ['a'],
  owners: ['c'],
  owner_numbers: [0],
  transaction_ids: ['t'],
  accepted_after: '2024-01-01 00:00:00.000',
  range_from: '2024-01-01 00:00:00.000',
  range_to: '2024-02-01 00:00:00.000',
  period_from: '2024-01-01 00:00:00.000',
  period_to: '2024-02-01 00:00:00.000',
  segment_starts: [1_704_067_200_000],
  window_ms: 3_600_000,
  firsts: [1],
  lasts: [2],
  event_types: ['t'],
  customer_ids: ['c'],
  first_timestamp: '2024-01-01 00:00:00.000000',
  last_timestamp: '2024-01-01 00:00:00.000001',
  sequences: [1],
  parts: ['SELECT ', '1'],
  after_window: 0,
  after_ranks: [],
  rows_max: 10,
  path: `${FOLDER}/events.parquet`,
  rows_done: 0,
  exported_id: 'i',
  preview_customer_id: 'c',
  preview_ids: ['t'],
  preview_types: ['request'],
  preview_timestamps: ['2024-01-01 00:00:00.000000'],
  preview_names: [['n']],
  preview_texts: [['1']],
}

describe('every warehouse query', () => {
  let test: TestWarehouse

  beforeAll(async () => {
    test = await openTestWarehouse()
    const metric: ViewedMetric = {
      id: METRIC_ID,
      name: 'tokens',
      definition: {
        kind: 'streaming',
        aggregation: 'SUM',
        aggregationKey: 'tokens',
        eventTypeFilter: { inValues: null, notInValues: null },
        propertyFilters: [],
        groupKeys: [],
      },
      afterSequence: null,
    }
    const create = emitCreateView(metric, new Set())
    await test.warehouse.command(create.text)
    await test.warehouse.command(
      `INSERT INTO FUNCTION file('${PARAMS.path}', 'Parquet')
       SELECT '' AS transaction_id, '' AS customer_id, '' AS event_type, now() AS timestamp`,
    )
  })
  afterAll(async () => {
    await test.close()
    rmSync(FOLDER, { recursive: true, force: true })
  })

  it('is declared once, and every file is declared', () => {
    const files = readdirSync(`${SQL_ROOT}warehouse`, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.sql') && !name.startsWith('migrations') && name !== 'schema.sql')
      .map((name) => name.slice(0, -'.sql'.length))
    expect(queries.map((query) => query.name).sort()).toEqual(files.sort())
  })

  it('has a header that says its purpose', () => {
    const withoutPurpose = readdirSync(SQL_ROOT, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.sql') && !name.endsWith('schema.sql'))
      .filter((name) => !readFileSync(`${SQL_ROOT}${name}`, 'utf8').startsWith('-- Purpose: '))
    expect(withoutPurpose).toEqual([])
  })

  it.each(queries.map((query) => [query.name, query] as const))(
    '%s gives the columns of its row schema',
    async (_, query) => {
      const { text } = compose(query)
      // The engine does not describe DESCRIBE, whose columns are its own.
      const names = text.startsWith('DESCRIBE')
        ? Object.keys((await test.select(text, PARAMS))[0] ?? {}).filter((name) => DESCRIBED.includes(name))
        : (await test.describe(text, PARAMS)).map(({ name }) => name)
      expect(names.sort()).toEqual(columnsOf(query).sort())
    },
  )
})

function compose(query: Pick<Query<never, unknown>, 'name' | 'compose'>): Sql {
  const text = readFileSync(`${SQL_ROOT}warehouse/${query.name}.sql`, 'utf8')
  const names = new Set([...text.matchAll(/\{\{([a-z_]+)\}\}/g)].map(([, name = '']) => name))
  return query.compose(Object.fromEntries([...names].map((name) => [name, fragment(name)])))
}

/** Queries that others are made of. */
const PARTS: Readonly<Record<string, Parameters<typeof compose>[0]>> = {
  products: quantitiesOfProduct,
  blocks: batchQuantitiesOfProduct,
  sql_blocks: batchQuantitiesOfSqlProductByHour,
}

function fragment(name: string): Sql {
  const part = PARTS[name]
  const found = part === undefined ? FRAGMENTS[name] : compose(part)
  if (found === undefined) throw new Error(`the test has nothing for the fragment ${name}`)
  return found
}

function columnsOf(query: Query<never, unknown>): string[] {
  if (!(query.row instanceof z.ZodObject)) throw new Error(`${query.name}: the row schema is not an object`)
  return Object.keys(query.row.shape)
}
