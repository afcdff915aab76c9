import { setIngestAliases } from '../../../src/catalog/customers/set-ingest-aliases.ts'
import { createCustomer } from '../../../src/catalog/customers/create.ts'
import { openCustomerExport } from '../../../src/catalog/customers/customer-export.ts'
import { openCatalogFile } from '../../../src/catalog/database.ts'
import { migrateCatalog } from '../../../src/catalog/migrate.ts'
import { wallClock } from '../../../src/kernel/clock.ts'
import { openEngine } from '../../../src/warehouse/engine.ts'
import { migrateWarehouse } from '../../../src/warehouse/migrate.ts'

/**
 * Moves an alias from one exported customer to another, and is killed while that is exported: before the insert, or
 * after it, with the marks still there. Usage: node export-killed.ts FOLDER before|after.
 */
async function main([folder = '', moment]: readonly string[]): Promise<void> {
  const { file, catalog } = openCatalogFile(`${folder}/catalog.sqlite`)
  migrateCatalog(file)
  const real = await openEngine({ path: `${folder}/warehouse` }).openDatabase('meterhouse_test')
  await migrateWarehouse(real)
  let isArmed = false
  const die = (at: string) => isArmed && at === moment && process.kill(process.pid, 'SIGKILL')
  const warehouse: typeof real = {
    ...real,
    async insert(table, rows) {
      die('before')
      await real.insert(table, rows)
      die('after')
    },
  }
  const onFailure = (error: unknown) => {
    throw error
  }
  const scope = { catalog, clock: wallClock() }
  const add = (name: string, ingestAliases: string[]) =>
    createCustomer(scope, { name, ingestAliases, customFields: {} })
  const [from, to] = [await add('From', ['moving']), await add('To', [])]
  const customerExport = await openCustomerExport({ catalog, warehouse }, { onFailure })
  await setIngestAliases(scope, from.id, [])
  await setIngestAliases(scope, to.id, ['moving'])
  isArmed = true
  customerExport.begin()
  await customerExport.settle()
}

await main(process.argv.slice(2))
