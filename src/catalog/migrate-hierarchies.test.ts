import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { Decimal } from '../kernel/decimal.ts'
import { findBalances } from './balances/find.ts'
import { getContract } from './contracts/get.ts'
import { openCatalogFile } from './database.ts'
import { listCatalogMigrations, migrateCatalog } from './migrate.ts'

const FOLDER = new URL('../../sql/catalog/', import.meta.url)
const LAST_OF_BEFORE = '0019_invoice_exports.sql'

/** A catalog as it was before there were hierarchies, with a contract that has two recurring credits and a credit. */
function openOldCatalog() {
  const { file, catalog } = openCatalogFile(':memory:')
  onTestFinished(() => catalog.destroy())
  file.exec('CREATE TABLE migrations (name TEXT NOT NULL PRIMARY KEY) STRICT')
  for (const name of listCatalogMigrations().filter((name) => name <= LAST_OF_BEFORE)) {
    file.exec(readFileSync(new URL(name, FOLDER), 'utf8'))
    file.prepare('INSERT INTO migrations (name) VALUES (?)').run(name)
  }
  const recurring = `[{"id":"b","priority":{"decimal":"1.50"}},{"id":"a","priority":{"decimal":"2"}}]`
  file.exec(`
    INSERT INTO customers (id, name, custom_fields, created_at, updated_at) VALUES ('acme', 'Acme', '{}', 0, 0);
    INSERT INTO contracts (id, customer_id, starting_at, custom_fields, created_at) VALUES ('one', 'acme', 0, '{}', 0);
    INSERT INTO contract_versions (id, contract_id, kind, change, terms, created_at) VALUES
      ('one-1', 'one', 'CREATE', '{}', '{"name":"Æ","recurringCommits":[],"recurringCredits":[]}', 0),
      ('one-2', 'one', 'EDIT', '{"recurringCredits":${recurring}}',
        '{"name":"Æ","recurringCommits":[],"recurringCredits":${recurring}}', 0);
    INSERT INTO balances (id, customer_id, contract_id, type, created_at) VALUES ('credit', 'acme', 'one', 'CREDIT', 0);
    INSERT INTO balance_versions (balance_id, kind, change, terms, created_at) VALUES
      ('credit', 'CREATE', '{}', '{"name":"Trial"}', 0), ('credit', 'EDIT', '{"name":"Try"}', '{"name":"Try"}', 0);`)
  return { file, catalog }
}

test('what was there before hierarchies is in none, and shared with no child', async () => {
  const { file, catalog } = openOldCatalog()
  migrateCatalog(file)
  const contract = await getContract({ catalog }, { customerId: 'acme', contractId: 'one' })
  const [first, second] = contract.versions
  expect(contract.hierarchy).toBeNull()
  expect([first.change, first.terms]).toEqual([{}, { name: 'Æ', recurringCommits: [], recurringCredits: [] }])
  const childAccess = { type: 'NONE' }
  const recurring = [
    { id: 'b', priority: new Decimal('1.5'), childAccess },
    { id: 'a', priority: new Decimal(2), childAccess },
  ]
  expect(second?.change).toEqual({ recurringCredits: recurring })
  expect(second?.terms).toEqual({ name: 'Æ', recurringCommits: [], recurringCredits: recurring })
  const [credit] = await findBalances({ catalog }, 'acme')
  expect(credit?.versions.map(({ change, terms }) => [change, terms])).toEqual([
    [{}, { name: 'Trial', childAccess }],
    [{ name: 'Try' }, { name: 'Try', childAccess }],
  ])
})
