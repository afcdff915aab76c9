import { readdirSync } from 'node:fs'
import { z } from 'zod'
import { defineQuery, type NoParams } from './query.ts'
import { SQL_ROOT, readSqlFile } from './sql-file.ts'
import type { Warehouse } from './warehouse.ts'

const FOLDER = 'warehouse/migrations'

const appliedMigrations = defineQuery<NoParams>()('applied-migrations', z.object({ name: z.string() }))

/** The migrations in their order, as files below `sql/warehouse/migrations/`. */
export function listWarehouseMigrations(): string[] {
  return readdirSync(`${SQL_ROOT}${FOLDER}`)
    .filter((file) => file.endsWith('.sql'))
    .sort()
}

/**
 * Brings the database to the newest schema. Each file is one idempotent statement, so a crash between running one and
 * recording it does no harm. A new database has nothing that running all of them again could harm: they are recorded
 * together, as each record takes longer than most migrations.
 */
export async function migrateWarehouse(warehouse: Warehouse): Promise<void> {
  const names = listWarehouseMigrations()
  const [first] = names
  if (first === undefined) throw new Error('there are no warehouse migrations')
  await warehouse.command(readSqlFile(`${FOLDER}/${first}`))
  const applied = new Set((await warehouse.run(appliedMigrations, {})).map((row) => row.name))
  const due = names.filter((name) => !applied.has(name))
  const steps = applied.size === 0 ? [due] : due.map((name) => [name])
  for (const step of steps) {
    for (const name of step) await warehouse.command(readSqlFile(`${FOLDER}/${name}`))
    await warehouse.insert(
      'migrations',
      step.map((name) => ({ name })),
    )
  }
}
