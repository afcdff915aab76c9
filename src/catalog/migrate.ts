import { readFileSync, readdirSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'

const FOLDER = fileURLToPath(new URL('../../sql/catalog/', import.meta.url))

/** The catalog's migrations in their order, as files below `sql/catalog/`. */
export function listCatalogMigrations(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .sort()
}

/**
 * Brings a catalog to the newest schema; each migration and its record are one transaction. Foreign keys are off
 * meanwhile, so that a table can be made anew, and checked before each commit.
 * @throws Error where a migration fails or leaves a reference to nothing; what it did is undone.
 */
export function migrateCatalog(file: DatabaseSync): void {
  file.exec('PRAGMA foreign_keys = OFF')
  try {
    applyMigrations(file)
  } finally {
    file.exec('PRAGMA foreign_keys = ON')
  }
}

function applyMigrations(file: DatabaseSync): void {
  file.exec('CREATE TABLE IF NOT EXISTS migrations (name TEXT NOT NULL PRIMARY KEY) STRICT')
  const isApplied = file.prepare('SELECT 1 FROM migrations WHERE name = ?')
  const record = file.prepare('INSERT INTO migrations (name) VALUES (?)')
  for (const name of listCatalogMigrations()) {
    if (isApplied.get(name) !== undefined) continue
    file.exec('BEGIN IMMEDIATE')
    try {
      file.exec(readFileSync(`${FOLDER}${name}`, 'utf8'))
      record.run(name)
      const [broken] = file.prepare('PRAGMA foreign_key_check').all()
      if (broken !== undefined)
        throw new Error(`${name} leaves a broken reference: ${JSON.stringify(broken)}`)
      file.exec('COMMIT')
    } catch (error) {
      file.exec('ROLLBACK')
      throw error
    }
  }
}
