import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { warehouseSchema } from '../scripts/warehouse-schema.ts'
import { openCatalogFile } from '../src/catalog/database.ts'
import { listCatalogMigrations, migrateCatalog } from '../src/catalog/migrate.ts'
import { listWarehouseMigrations, migrateWarehouse } from '../src/warehouse/migrate.ts'
import { readSqlFile, SQL_ROOT } from '../src/warehouse/sql-file.ts'
import type { Warehouse } from '../src/warehouse/warehouse.ts'
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts'

const numbers = (names: readonly string[]) =>
  names.map((name) => Number(/^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1]))

describe('the migrations of both stores', () => {
  it.each([
    ['warehouse', listWarehouseMigrations()],
    ['catalog', listCatalogMigrations()],
  ])('of the %s are numbered from 1 without a gap', (_, names) => {
    expect(names.length).toBeGreaterThan(0)
    expect(numbers(names)).toEqual(names.map((_name, index) => index + 1))
  })
})

describe('the warehouse', () => {
  let test: TestWarehouse
  beforeAll(async () => {
    test = await openTestWarehouse()
  })
  afterAll(() => test.close())

  it('has the schema that is written down', async () => {
    const written = readFileSync(`${SQL_ROOT}warehouse/schema.sql`, 'utf8')
    expect(await warehouseSchema(test.warehouse), 'npm run generate').toBe(written)
  })

  it('keeps its schema and its rows when the migrations run again', async () => {
    await test.warehouse.insert('events', [{ transaction_id: 't', timestamp: '2024-08-01 00:00:00' }])
    const before = await warehouseSchema(test.warehouse)
    await migrateWarehouse(test.warehouse)
    expect(await warehouseSchema(test.warehouse)).toBe(before)
    expect(await test.select('SELECT transaction_id FROM events')).toEqual([{ transaction_id: 't' }])
  })

  it('bears a crash between running a migration and recording it', async () => {
    for (const name of listWarehouseMigrations()) {
      await test.warehouse.command(readSqlFile(`warehouse/migrations/${name}`))
    }
    expect(await test.select('SELECT transaction_id FROM events')).toEqual([{ transaction_id: 't' }])
  })

  it('bears crashes after each of the migrations while it is new, when none is recorded yet', async () => {
    const warehouse = await test.engine.openDatabase('meterhouse_crashes')
    for (const crashAfter of listWarehouseMigrations().keys()) {
      await expect(migrateWarehouse(stoppingAfter(warehouse, crashAfter + 1))).rejects.toThrow('killed')
    }
    await migrateWarehouse(warehouse)
    expect(await warehouseSchema(warehouse)).toBe(await warehouseSchema(test.warehouse))
    await warehouse.close()
  })
})

/** A warehouse that runs so many commands and nothing after. */
function stoppingAfter(warehouse: Warehouse, commands: number): Warehouse {
  let left = commands
  const killed = () => Promise.reject(new Error('killed'))
  const command = (text: string) => (left-- > 0 ? warehouse.command(text) : killed())
  return { ...warehouse, command, insert: killed }
}

describe('the catalog', () => {
  it('knows metrics that were made before there was SQL as streaming ones', async () => {
    const { file, catalog } = openCatalogFile(':memory:')
    migrateCatalog(file)
    const insert = file.prepare(
      "INSERT INTO billable_metrics (id, name, definition, custom_fields, created_at) VALUES (?, 'm', ?, '{}', 0)",
    )
    insert.run('old', '{"aggregation":"COUNT"}')
    insert.run('sql', '{"kind":"sql","text":"SELECT count(*) FROM events"}')
    file.exec(readFileSync(`${SQL_ROOT}catalog/0008_sql_metrics.sql`, 'utf8'))
    const rows = file.prepare('SELECT id, definition FROM billable_metrics').all()
    expect(rows.map(({ id, definition }) => [id, JSON.parse(String(definition))])).toEqual([
      ['old', { kind: 'streaming', aggregation: 'COUNT' }],
      ['sql', { kind: 'sql', text: 'SELECT count(*) FROM events' }],
    ])
    await catalog.destroy()
  })

  it('keeps its schema and its rows when the migrations run again', async () => {
    const { file, catalog } = openCatalogFile(':memory:')
    migrateCatalog(file)
    const schema = () => file.prepare('SELECT sql FROM sqlite_schema ORDER BY name').all()
    const before = schema()
    file.exec("UPDATE pricing_units SET name = 'US cents' WHERE name = 'USD (cents)'")
    migrateCatalog(file)
    expect(schema()).toEqual(before)
    expect(file.prepare("SELECT count(*) AS n FROM pricing_units WHERE name = 'US cents'").get()).toEqual({
      n: 1,
    })
    await catalog.destroy()
  })
})
