import { setTimeout } from 'node:timers/promises'
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type QueryResult,
  type SqliteDialectConfig,
  type TransactionSettings,
} from 'kysely'
import { elapsedMs } from '../kernel/clock.ts'
import { isBusy } from './sqlite-errors.ts'

interface Sharing {
  /** How long a statement waits for others to have written. */
  waitMsMax: number
  /** Called before the first statement. */
  beginSharing: () => void
  /** Whether SQLite has a transaction under way. */
  isInTransaction: () => boolean
}

/**
 * SQLite's one connection to a file for all who use it at once: statements and transactions one after the other. Who waits for
 * others to have written (other threads write, too: `invoices/batch/`) lets the rest go on meanwhile.
 */
export class SharedDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig
  readonly #sharing: Sharing

  constructor(config: SqliteDialectConfig, sharing: Sharing) {
    super(config)
    this.#config = config
    this.#sharing = sharing
  }

  override createDriver(): SharedDriver {
    return new SharedDriver(this.#config, this.#sharing)
  }

  override createAdapter(): SqliteAdapter {
    return new SharedAdapter()
  }
}

/** Kysely itself would let nobody go on while one waits. */
class SharedAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
}

class SharedDriver extends SqliteDriver {
  readonly #sharing: Sharing
  readonly #turns = new Turns()
  #isShared = false

  constructor(config: SqliteDialectConfig, sharing: Sharing) {
    super(config)
    this.#sharing = sharing
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection()
    if (!this.#isShared) this.#sharing.beginSharing()
    this.#isShared = true
    return new SharedConnection(connection, this.#turns, this.#sharing.waitMsMax)
  }

  override async beginTransaction(
    connection: DatabaseConnection,
    { accessMode }: TransactionSettings = {},
  ): Promise<void> {
    await (connection as SharedConnection).begin(accessMode === 'read only' ? 'begin' : 'begin immediate')
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // Where the disk is full SQLite did so itself, and would fail by that in place of the cause.
    if (this.#sharing.isInTransaction()) await super.rollbackTransaction(connection)
  }

  override async releaseConnection(connection?: DatabaseConnection): Promise<void> {
    ;(connection as SharedConnection).end()
  }
}

// SQLite itself waits up to 100 between two tries, and blocks its thread.
const RETRY_MS = 1

/** What one user has of the connection: its turns, and all of them for a transaction. */
class SharedConnection implements DatabaseConnection {
  readonly #connection: DatabaseConnection
  readonly #turns: Turns
  readonly #waitMsMax: number
  #isInTransaction = false

  constructor(connection: DatabaseConnection, turns: Turns, waitMsMax: number) {
    this.#connection = connection
    this.#turns = turns
    this.#waitMsMax = waitMsMax
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#isInTransaction) return this.#connection.executeQuery<Row>(query)
    const result = await this.#executeInTurn<Row>(query)
    this.#turns.end()
    return result
  }

  async *streamQuery<Row>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<Row>> {
    if (this.#isInTransaction) return yield* this.#connection.streamQuery<Row>(query, chunkSize)
    await this.#turns.begin()
    try {
      yield* this.#connection.streamQuery<Row>(query, chunkSize)
    } finally {
      this.#turns.end()
    }
  }

  /** What is read stays from here on: nobody else writes, or what they write is not seen. */
  async begin(text: 'begin immediate' | 'begin'): Promise<void> {
    await this.#executeInTurn(CompiledQuery.raw(text))
    this.#isInTransaction = true
  }

  /** Ends a transaction, if there is one. */
  end(): void {
    if (!this.#isInTransaction) return
    this.#isInTransaction = false
    this.#turns.end()
  }

  /** The turn goes on after it; where it fails, it has ended. */
  async #executeInTurn<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const startedMs = elapsedMs()
    for (;;) {
      await this.#turns.begin()
      try {
        return await this.#connection.executeQuery<Row>(query)
      } catch (error) {
        this.#turns.end()
        if (!isBusy(error) || elapsedMs() - startedMs > this.#waitMsMax) throw error
      }
      await setTimeout(RETRY_MS)
    }
  }
}

/** Turns, in the order in which they were asked for. */
class Turns {
  #isTaken = false
  readonly #waiting: (() => void)[] = []

  async begin(): Promise<void> {
    if (this.#isTaken) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#isTaken = true
  }

  end(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#isTaken = false
    else next()
  }
}
