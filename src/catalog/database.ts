import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import {
  CompiledQuery,
  Kysely,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type SqliteDialectConfig,
} from 'kysely'
import { elapsedMs } from '../kernel/clock.ts'
import type { CatalogTables } from './tables.ts'

/** One environment's catalog; inside a transaction, a `Transaction` takes its place. */
export type Catalog = Kysely<CatalogTables>

// For others to have written; each has the catalog for some 20.
const WAIT_MS_MAX = 5000

/** Opens a catalog file, or a private one in memory for `:memory:`. The caller migrates it. */
export function openCatalogFile(path: string): { file: DatabaseSync; catalog: Catalog } {
  const file = new DatabaseSync(path)
  file.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
    PRAGMA busy_timeout = ${WAIT_MS_MAX}`)
  // What 250 invoices change is more than the defaults of 2 MB and 4 MB keep until its commit, and write at once.
  file.exec('PRAGMA cache_size = -8000; PRAGMA wal_autocheckpoint = 4000')
  const config = { database: asKyselyDatabase(file) }
  const dialect = new SqliteDialect(config)
  dialect.createDriver = () => new WritingDriver(config, file)
  return { file, catalog: new Kysely<CatalogTables>({ dialect }) }
}

/** Nobody else writes from where a transaction begins: other threads write, too (`invoices/batch/`), and what it reads must stay. */
class WritingDriver extends SqliteDriver {
  readonly #file: DatabaseSync
  #connection: DatabaseConnection | null = null

  constructor(config: SqliteDialectConfig, file: DatabaseSync) {
    super(config)
    this.#file = file
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#connection === null) {
      this.#connection = waitingForOthers(await super.acquireConnection())
      // SQLite's own wait would hold up everything else.
      this.#file.exec('PRAGMA busy_timeout = 0')
    }
    return this.#connection
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}

// SQLite itself waits up to 100 between two tries, and blocks its thread.
const RETRY_MS = 1

/** The same connection, of which a statement waits for its turn while others write. */
function waitingForOthers(connection: DatabaseConnection): DatabaseConnection {
  return {
    async executeQuery(query) {
      const startedMs = elapsedMs()
      for (;;) {
        try {
          return await connection.executeQuery(query)
        } catch (error) {
          if (!isBusy(error) || elapsedMs() - startedMs > WAIT_MS_MAX) throw error
        }
        await setTimeout(RETRY_MS)
      }
    },
    streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
  }
}

const SQLITE_BUSY = 5

function isBusy(error: unknown): boolean {
  // The lowest byte is the code, the others say more of it.
  return error instanceof Error && 'errcode' in error && Number(error.errcode) % 256 === SQLITE_BUSY
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
