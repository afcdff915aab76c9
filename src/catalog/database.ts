import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { Kysely } from 'kysely'
import { SharedDialect } from './shared-connection.ts'
import type { CatalogTables } from './tables.ts'

/** One environment's catalog; inside a transaction, a `Transaction` takes its place. */
export type Catalog = Kysely<CatalogTables>

// For others to have written; each has the catalog for some 20.
const WAIT_MS_MAX = 5000

/**
 * Opens a catalog file, or a private one in memory for `:memory:`. The caller migrates it.
 * @throws Error naming the file that cannot be opened.
 */
export function openCatalogFile(path: string): { file: DatabaseSync; catalog: Catalog } {
  const file = openFile(path)
  // From the first statement on; whoever migrates the file before waits in SQLite.
  const beginSharing = () => file.exec('PRAGMA busy_timeout = 0')
  const dialect = new SharedDialect(
    { database: asKyselyDatabase(file) },
    { waitMsMax: WAIT_MS_MAX, beginSharing, isInTransaction: () => file.isTransaction },
  )
  return { file, catalog: new Kysely<CatalogTables>({ dialect }) }
}

function openFile(path: string): DatabaseSync {
  let file: DatabaseSync | undefined
  try {
    file = new DatabaseSync(path)
    file.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
      PRAGMA busy_timeout = ${WAIT_MS_MAX}`)
    // What 250 invoices change is more than the defaults of 2 MB and 4 MB keep until its commit, and write at once.
    file.exec('PRAGMA cache_size = -8000; PRAGMA wal_autocheckpoint = 4000')
    return file
  } catch (cause) {
    file?.close()
    throw new Error(`${path} cannot be opened: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}

/** Kysely knows better-sqlite3; node:sqlite differs in how a statement tells that it returns rows. */
function asKyselyDatabase(file: DatabaseSync) {
  const prepare = (text: string) => {
    const statement = file.prepare(text)
    return {
      reader: statement.columns().length > 0,
      all: (parameters: readonly unknown[]) => statement.all(...(parameters as SQLInputValue[])),
      run: (parameters: readonly unknown[]) => statement.run(...(parameters as SQLInputValue[])),
      // Others may run the statement while these rows are read.
      iterate: (parameters: readonly unknown[]) => {
        return file.prepare(text).iterate(...(parameters as SQLInputValue[]))
      },
    }
  }
  return { prepare: rememberLast(STATEMENTS_MAX, prepare), close: () => file.close() }
}

// A statement takes longer to prepare than to run, and a request has one or two of the same few.
const STATEMENTS_MAX = 200

/** The same function, which gives again what it gave for the last so many texts. */
function rememberLast<Result>(textsMax: number, make: (text: string) => Result): (text: string) => Result {
  const made = new Map<string, Result>()
  return (text) => {
    const result = made.get(text) ?? make(text)
    made.delete(text)
    made.set(text, result)
    const [oldest] = made.keys()
    if (made.size > textsMax && oldest !== undefined) made.delete(oldest)
    return result
  }
}
