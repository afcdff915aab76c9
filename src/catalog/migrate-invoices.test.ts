import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { openCatalogFile } from './database.ts'
import { listCatalogMigrations, migrateCatalog } from './migrate.ts'
import { USD_CENTS_ID } from './pricing-units/get.ts'

const FOLDER = new URL('../../sql/catalog/', import.meta.url)
const LAST_OF_BEFORE = '0020_hierarchies.sql'
// By migrations since.
const ADDED = ['invoices_bill_usage_once', 'invoices_by_cutoff', 'invoice_terms_cutoffs_stay']
const NOT_KNOWN = {
  rates_cutoff: null,
  product_versions_cutoff: null,
  contract_versions_cutoff: null,
  balance_versions_cutoff: null,
}
const TABLES = ['invoices', 'ledger_entries', 'imported_invoices', 'invoice_exports_due', 'sqlite_sequence']

/**
 * A catalog as it was before invoices were put together: one that was voided and made anew, a scheduled one that drew on a
 * credit, and an imported one; only the last is still due for export.
 */
function openOldCatalog() {
  const { file, catalog } = openCatalogFile(':memory:')
  onTestFinished(() => catalog.destroy())
  file.exec('CREATE TABLE migrations (name TEXT NOT NULL PRIMARY KEY) STRICT')
  for (const name of listCatalogMigrations().filter((name) => name <= LAST_OF_BEFORE)) {
    file.exec(readFileSync(new URL(name, FOLDER), 'utf8'))
    file.prepare('INSERT INTO migrations (name) VALUES (?)').run(name)
  }
  file.exec(`
    INSERT INTO customers (id, name, custom_fields, created_at, updated_at) VALUES ('acme', 'Acme', '{}', 0, 0);
    INSERT INTO contracts (id, customer_id, starting_at, custom_fields, created_at) VALUES ('one', 'acme', 0, '{}', 0);
    INSERT INTO invoices (id, head_id, customer_id, contract_id, type, currency_id, period_from, period_to, issued_at,
      document, checksum, regenerated_from_id, finalized_at, voided_at, cutoff) VALUES
      ('first', 'august', 'acme', 'one', 'USAGE', '${USD_CENTS_ID}', 0, 10, 11, '{"Æ":1}', 'sum', NULL, 12, NULL, 7),
      ('setup', 'date', 'acme', 'one', 'SCHEDULED', '${USD_CENTS_ID}', NULL, NULL, 5, '{}', 'sum', NULL, 12, NULL, NULL);
    UPDATE invoices SET voided_at = 13 WHERE id = 'first';
    INSERT INTO invoices (id, head_id, customer_id, contract_id, type, currency_id, period_from, period_to, issued_at,
      document, checksum, regenerated_from_id, finalized_at, voided_at, cutoff) VALUES
      ('again', 'august', 'acme', 'one', 'USAGE', '${USD_CENTS_ID}', 0, 10, 11, '{}', 'sum', 'first', 14, NULL, 9),
      ('import', 'past', 'acme', 'one', 'USAGE', '${USD_CENTS_ID}', 20, 30, 31, '{}', 'sum', NULL, 15, NULL, NULL);
    INSERT INTO ledger_entries (id, invoice_id, customer_id, balance_id, segment_id, type, amount, effective_at, created_at)
      VALUES ('entry', 'setup', 'acme', 'credit', 'segment', 'DEDUCTION', '-1.50', 5, 12);
    INSERT INTO imported_invoices (invoice_id, breakdown_granularity, usage) VALUES ('import', 'DAY', '[]');
    DELETE FROM invoice_exports_due WHERE invoice_id <> 'import';`)
  const rows = () => TABLES.map((name) => file.prepare(`SELECT * FROM ${name} ORDER BY 1, 2`).all())
  const rules = () =>
    file
      .prepare(
        "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'invoices' AND type <> 'table' ORDER BY name",
      )
      .all()
      .filter(({ name }) => !ADDED.includes(String(name)))
  const store = (id: string, type: string, from: number | null) =>
    file
      .prepare(
        `INSERT INTO invoices (id, head_id, customer_id, contract_id, type, currency_id, period_from, period_to,
          issued_at, document, checksum, finalized_at) VALUES (?, ?, 'acme', 'one', ?, '${USD_CENTS_ID}', ?, ?, 0, '{}', '', 0)`,
      )
      .run(id, id, type, from, from === null ? null : from + 1)
  return { file, rows, rules, store }
}

test('invoices, their ledgers and what is due of them are as they were, and as safe', () => {
  const { file, rows, rules } = openOldCatalog()
  const [invoices = [], ...others] = rows()
  const before = { rows: [invoices.map((row) => ({ ...row, ...NOT_KNOWN })), ...others], rules: rules() }
  migrateCatalog(file)
  expect({ rows: rows(), rules: rules() }).toEqual(before)
  const run = (text: string) => () => file.exec(text)
  expect(run("UPDATE invoices SET document = '{}' WHERE id = 'setup'")).toThrow('never changes')
  // Also where it is voided with that, as which alone an invoice may change.
  for (const name of Object.keys(NOT_KNOWN)) {
    const voided = run(`UPDATE invoices SET voided_at = 13, ${name} = 1 WHERE id = 'setup'`)
    expect(voided).toThrow('the terms of a finalized invoice never change')
  }
  expect(run("DELETE FROM invoices WHERE id = 'setup'")).toThrow('never removed')
  expect(run("INSERT INTO imported_invoices (invoice_id, usage) VALUES ('none', '[]')")).toThrow(
    'FOREIGN KEY',
  )
})

test('no time of a contract is billed by two usage invoices', () => {
  const { file, store } = openOldCatalog()
  migrateCatalog(file)
  // Others bill 0 to 10 and 20 to 30; the one of 0 to 10 that was voided bills nothing.
  for (const from of [0, 9, 20, 29]) {
    expect(() => store(`from ${from}`, 'USAGE', from)).toThrow('another usage invoice of the contract bills')
  }
  for (const from of [10, 19, 30]) store(`from ${from}`, 'USAGE', from)
  store('beside them', 'USAGE_CONSOLIDATED', 5)
  file.exec("UPDATE invoices SET voided_at = 13 WHERE id = 'again'")
  store('in its place', 'USAGE', 5)
})

test('an invoice that puts others together has a period, and is due for export as any other', () => {
  const { file, store } = openOldCatalog()
  expect(() => store('together', 'USAGE_CONSOLIDATED', 0)).toThrow('CHECK')
  migrateCatalog(file)
  store('together', 'USAGE_CONSOLIDATED', 0)
  expect(() => store('bare', 'USAGE_CONSOLIDATED', null)).toThrow('CHECK')
  expect(() => store('dated', 'SCHEDULED', 0)).toThrow('CHECK')
  expect(file.prepare('SELECT invoice_id FROM invoice_exports_due ORDER BY version').all()).toEqual([
    { invoice_id: 'import' },
    { invoice_id: 'together' },
  ])
})
