import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { archiveCustomer } from '../src/catalog/customers/archive.ts'
import { attributeIdentifiers } from '../src/catalog/customers/attribution.ts'
import { createCustomer } from '../src/catalog/customers/create.ts'
import { openCustomerExport, type CustomerExport } from '../src/catalog/customers/customer-export.ts'
import { findCustomers } from '../src/catalog/customers/get.ts'
import { setIngestAliases } from '../src/catalog/customers/set-ingest-aliases.ts'
import { setCustomerName } from '../src/catalog/customers/set-name.ts'
import { openCatalogFile } from '../src/catalog/database.ts'
import { migrateCatalog } from '../src/catalog/migrate.ts'
import type { CatalogScope } from '../src/catalog/scope.ts'
import { openTestCatalog } from '../src/catalog/testing/memory-catalog.ts'
import { newId } from '../src/kernel/ids.ts'
import { warehouseInstant } from '../src/kernel/instant.ts'
import { migrateWarehouse } from '../src/warehouse/migrate.ts'
import { readSqlFile } from '../src/warehouse/sql-file.ts'
import type { Warehouse } from '../src/warehouse/warehouse.ts'
import { failingWarehouse, type Failure } from './crash/support/failing-warehouse.ts'
import { seededRandom } from './crash/support/seeded-random.ts'
import { openTestWarehouse, run, type TestWarehouse } from './support/warehouse.ts'

const LONG_MS = 3_600_000
const anyRow = z.record(z.string(), z.unknown())

describe('customers in the warehouse', () => {
  let test: TestWarehouse
  let databases = 0
  beforeAll(async () => {
    test = await openTestWarehouse()
  })
  afterAll(() => test.close())

  /** A database of a test's own. */
  async function openWarehouse(): Promise<Warehouse> {
    databases += 1
    const warehouse = await test.engine.openDatabase(`meterhouse_customers_${databases}`)
    onTestFinished(() => warehouse.close())
    await migrateWarehouse(warehouse)
    return warehouse
  }

  async function openExport(
    { catalog }: CatalogScope,
    warehouse: Warehouse,
    onFailure: (error: unknown) => void = (error) => {
      throw error
    },
    retryMs = LONG_MS,
  ): Promise<CustomerExport> {
    const opened = await openCustomerExport({ catalog, warehouse }, { onFailure, retryMs })
    onTestFinished(() => opened.close())
    return opened
  }

  const select = (warehouse: Warehouse, text: string) => run(warehouse, text, {}, anyRow)
  const add = async (scope: CatalogScope, name: string, ingestAliases: string[] = []) =>
    (await createCustomer(scope, { name, ingestAliases, customFields: {} })).id
  const dueTotal = async ({ catalog }: CatalogScope) =>
    (await catalog.selectFrom('customer_exports_due').selectAll().execute()).length

  /** Compares both views with what usage queries go by, and has the invariant hold. */
  async function expectSame(scope: CatalogScope, warehouse: Warehouse): Promise<void> {
    const ids = (await scope.catalog.selectFrom('customers').select('id').execute()).map(({ id }) => id)
    const customers = await findCustomers(scope, ids)
    const stored = await select(warehouse, 'SELECT * FROM customers ORDER BY id')
    expect(stored).toEqual(
      customers.map(({ id, name, ingestAliases, createdAt, archivedAt }) => ({
        id,
        name,
        ingest_aliases: ingestAliases,
        created_at: warehouseInstant(createdAt),
        archived_at: archivedAt === null ? null : warehouseInstant(archivedAt),
      })),
    )
    const texts = customers.flatMap((customer) => [customer.id, ...customer.ingestAliases])
    const owners = await attributeIdentifiers(scope, texts, 'all')
    const identifiers = await select(warehouse, 'SELECT identifier, customer_id FROM customer_identifiers')
    expect(new Map(identifiers.map((row) => [row['identifier'], row['customer_id']]))).toEqual(owners)
    expect(identifiers).toHaveLength(owners.size)
    expect(await violations(warehouse)).toEqual([])
  }

  const violations = (warehouse: Warehouse) =>
    select(warehouse, readSqlFile('checks/identifiers-of-two-customers.sql'))

  it('are those of the catalog after each change', async () => {
    const scope = openTestCatalog()
    const warehouse = await openWarehouse()
    const customerExport = await openExport(scope, warehouse)
    const first = await add(scope, "O'Neil \\ \t 😀", ['acme', "it's", 'a\nb\0c'])
    const second = await add(scope, '', [])
    const changes = [
      () => setCustomerName(scope, first, 'Renamed'),
      () => setIngestAliases(scope, first, ["it's", 'more']),
      () => setIngestAliases(scope, second, ['acme', second, 'acme']),
      () => archiveCustomer(scope, second),
      () => setIngestAliases(scope, first, []),
    ]
    for (const change of changes) {
      await change()
      customerExport.begin()
      await customerExport.settle()
      await expectSame(scope, warehouse)
    }
    expect(await select(warehouse, 'SELECT id FROM customers WHERE archived_at IS NOT NULL')).toEqual([
      { id: second },
    ])
    expect(await dueTotal(scope)).toBe(0)
  })

  it('are found by the check where an identifier is two customers’', async () => {
    const warehouse = await openWarehouse()
    const row = { version: 1, name: '', ingest_aliases: ['x'], created_at: 0, archived_at: null }
    await warehouse.insert('customer_versions', [
      { ...row, id: 'a' },
      { ...row, id: 'b' },
    ])
    expect(await violations(warehouse)).toMatchObject([{ identifier: 'x' }])
  })

  it.each([
    ['a name', "UPDATE customers SET name = 'other' WHERE id = 'a'", ['a']],
    ['a new customer', "INSERT INTO customers VALUES (NULL, 'c', 'C', '{}', 0, 0, NULL, NULL)", ['c']],
    ['a new alias', "INSERT INTO customer_aliases VALUES ('z', 'a', 5)", ['a']],
    ['an alias that goes', "DELETE FROM customer_aliases WHERE alias = 'x'", ['a']],
    ['an alias that moves', "UPDATE customer_aliases SET customer_id = 'b' WHERE alias = 'x'", ['a', 'b']],
  ])('are due after any statement that changes them: %s', async (_, statement, due) => {
    const { file } = openTestCatalog()
    const row = file.prepare("INSERT INTO customers VALUES (NULL, ?, 'n', '{}', 0, 0, NULL, NULL)")
    for (const id of ['a', 'b']) row.run(id)
    file.exec("INSERT INTO customer_aliases VALUES ('x', 'a', 0)")
    // Once where they are due already, once where they are not.
    for (const clear of ['', 'DELETE FROM customer_exports_due']) {
      file.exec(clear)
      file.exec('SAVEPOINT before')
      const seq = "SELECT seq FROM sqlite_sequence WHERE name = 'customer_exports_due'"
      const before = Number(file.prepare(seq).get()?.['seq'])
      file.exec(statement)
      const marks = file.prepare('SELECT customer_id FROM customer_exports_due WHERE version > ? ORDER BY 1')
      expect(marks.all(before).map((mark) => mark['customer_id'])).toEqual(due)
      file.exec('ROLLBACK TO before')
      expect(marks.all(before)).toEqual([])
    }
  })

  describe('when the warehouse fails', () => {
    const failures: Failure[] = [
      { step: 'customer_versions', when: 'before' },
      { step: 'customer_versions', when: 'after' },
      { step: 'customers/last-version', when: 'before' },
    ]

    /** A catalog with changes that an export has failed to bring. */
    async function failed(failure: Failure, retryMs?: number) {
      const scope = openTestCatalog()
      const real = await openWarehouse()
      const from = await add(scope, 'From', ['moving'])
      const to = await add(scope, 'To')
      if (failure.step === 'customer_versions') await (await openExport(scope, real)).close()
      const { warehouse, failures, heal } = failingWarehouse(real, failure)
      const told: string[] = []
      const tell = (error: unknown) => told.push(String(error))
      const customerExport = await openExport(scope, warehouse, tell, retryMs)
      await setIngestAliases(scope, from, [])
      await setIngestAliases(scope, to, ['moving'])
      customerExport.begin()
      await customerExport.settle()
      expect(told.length).toBe(failures())
      expect(told[0]).toBe(`Error: ${failure.step} failed`)
      expect(await dueTotal(scope)).toBe(2)
      return { scope, real, customerExport, heal, from, to }
    }

    it.each(failures)('the next change brings what failed: $step, $when', async (failure) => {
      const { scope, real, customerExport, heal, to } = await failed(failure)
      heal()
      await setCustomerName(scope, to, 'Next')
      customerExport.begin()
      await customerExport.settle()
      await expectSame(scope, real)
      expect(await dueTotal(scope)).toBe(0)
    })

    it.each(failures)('the next start does, after a kill there: $step, $when', async (failure) => {
      const { scope, real } = await failed(failure)
      await openExport(scope, real)
      await expectSame(scope, real)
      expect(await dueTotal(scope)).toBe(0)
      const [{ rows } = {}] = await select(real, 'SELECT count() AS rows FROM customer_versions')
      await openExport(scope, real)
      expect(await select(real, 'SELECT count() AS rows FROM customer_versions')).toEqual([{ rows }])
    })

    it('it is tried again without anybody asking', async () => {
      const { scope, real, heal } = await failed({ step: 'customer_versions', when: 'before' }, 20)
      heal()
      await expect.poll(() => dueTotal(scope), { timeout: 10_000 }).toBe(0)
      await expectSame(scope, real)
    })
  })

  it('that change while they are exported are exported again', async () => {
    const scope = openTestCatalog()
    const real = await openWarehouse()
    const id = await add(scope, 'Before', ['mine'])
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const begun = Promise.withResolvers<void>()
    const slow: Warehouse = {
      ...real,
      async insert(table, rows) {
        begun.resolve()
        await held
        await real.insert(table, rows)
      },
    }
    const opening = openExport(scope, slow)
    await begun.promise
    await setCustomerName(scope, id, 'After')
    const late = await add(scope, 'Late')
    release()
    const customerExport = await opening
    expect(await select(real, 'SELECT id, name FROM customers')).toEqual([{ id, name: 'Before' }])
    expect(await dueTotal(scope)).toBe(2)
    customerExport.begin()
    await customerExport.settle()
    await expectSame(scope, real)
    expect(await select(real, `SELECT name FROM customers WHERE id = '${late}'`)).toEqual([{ name: 'Late' }])
  })

  it('have each alias once at every moment, whatever moves and fails', async () => {
    const random = seededRandom(7)
    const scope = openTestCatalog()
    const real = await openWarehouse()
    const ids = [await add(scope, 'a'), await add(scope, 'b'), await add(scope, 'c')]
    const aliases = ['u', 'v', 'w', 'x']
    let isFailing = false
    const fail = () => {
      if (isFailing) throw new Error('failed')
    }
    const flaky: Warehouse = {
      ...real,
      async insert(table, rows) {
        if (random.chance(0.5)) fail()
        await real.insert(table, rows)
        fail()
      },
    }
    const customerExport = await openExport(scope, flaky, () => {})
    let moves = 0
    for (let round = 0; round < 60; round += 1) {
      const [alias = ''] = random.shuffle(aliases)
      const [to = ''] = random.shuffle(ids)
      for (const customer of await findCustomers(scope, ids)) {
        if (!customer.ingestAliases.includes(alias) || customer.id === to) continue
        const rest = customer.ingestAliases.filter((other) => other !== alias)
        await setIngestAliases(scope, customer.id, rest)
        moves += 1
        if (random.chance(0.3)) customerExport.begin()
        if (random.chance(0.5)) await customerExport.settle()
        expect(await violations(real)).toEqual([])
      }
      const [owner] = await findCustomers(scope, [to])
      await setIngestAliases(scope, to, [...(owner?.ingestAliases ?? []), alias])
      isFailing = random.chance(0.5)
      customerExport.begin()
      if (random.chance(0.5)) await customerExport.settle()
      expect(await violations(real)).toEqual([])
    }
    isFailing = false
    customerExport.begin()
    await customerExport.settle()
    await expectSame(scope, real)
    expect(moves).toBeGreaterThan(20)
  })

  it('all come to a warehouse that is another one', async () => {
    const scope = openTestCatalog()
    const [one, other] = [await openWarehouse(), await openWarehouse()]
    const stranger = openTestCatalog()
    for (const name of ['s', 't', 'u', 'v', 'w']) await add(stranger, name, [`${name} alias`])
    await openExport(stranger, other)
    await add(scope, 'First', ['s alias'])
    await openExport(scope, one)
    await openExport(scope, other)
    await expectSame(scope, other)
    await add(scope, 'Second')
    await openExport(scope, one)
    await expectSame(scope, one)
  })

  it('all come to a warehouse that has had as many from another catalog, or none while the last is due', async () => {
    const [one, other, empty] = [await openWarehouse(), await openWarehouse(), await openWarehouse()]
    const [scope, stranger] = [openTestCatalog(), openTestCatalog()]
    await add(stranger, 'Stranger')
    await openExport(stranger, other)
    await add(scope, 'First')
    await openExport(scope, one)
    await openExport(scope, other)
    await expectSame(scope, other)
    await add(scope, 'Second')
    await openExport(scope, empty)
    await expectSame(scope, empty)
  })

  it('are those of a catalog that was restored from a copy, and of a warehouse that was', async () => {
    const folder = mkdtempSync(`${tmpdir()}/meterhouse-restored-`)
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const scope = openTestCatalog()
    const warehouse = await openWarehouse()
    const kept = await add(scope, 'Kept', ['kept'])
    await (await openExport(scope, warehouse)).close()
    scope.file.exec(`VACUUM INTO '${folder}/copy.sqlite'`)
    await setIngestAliases(scope, kept, [])
    await add(scope, 'Lost', ['kept'])
    await setCustomerName(scope, kept, 'Changed')
    await (await openExport(scope, warehouse)).close()

    const restored = openCatalogFile(`${folder}/copy.sqlite`)
    migrateCatalog(restored.file)
    onTestFinished(() => restored.catalog.destroy())
    const again = { catalog: restored.catalog, clock: scope.clock }
    const customerExport = await openExport(again, warehouse)
    await expectSame(again, warehouse)
    await setCustomerName(again, kept, 'Goes on')
    customerExport.begin()
    await customerExport.settle()
    await expectSame(again, warehouse)

    await warehouse.command(
      "ALTER TABLE customer_versions DELETE WHERE name = 'Goes on' SETTINGS mutations_sync = 2",
    )
    await openExport(again, warehouse)
    await expectSame(again, warehouse)
  })

  it('are more than a statement of the catalog takes values', async () => {
    const scope = openTestCatalog()
    const warehouse = await openWarehouse()
    scope.file.exec('BEGIN')
    const row = scope.file.prepare("INSERT INTO customers VALUES (NULL, ?, 'n', '{}', 0, 0, NULL, NULL)")
    const alias = scope.file.prepare('INSERT INTO customer_aliases VALUES (?, ?, 0)')
    for (let index = 0; index < 40_000; index += 1) {
      const id = newId()
      row.run(id)
      alias.run(`alias ${index}`, id)
    }
    scope.file.exec('COMMIT')
    await openExport(scope, warehouse)
    expect(await dueTotal(scope)).toBe(0)
    expect(
      await select(warehouse, 'SELECT count() AS n, uniqExact(identifier) AS u FROM customer_identifiers'),
    ).toEqual([{ n: '80000', u: '80000' }])
  })
})
