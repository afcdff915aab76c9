import type { ChdbConnection } from 'chdb/connection'
import { embeddedClear } from './clear-connection.ts'
import { openPool } from './pool.ts'

/** Asks the engine about itself. */
export interface Asking {
  /** Runs a statement and gives its answer as tab-separated text. */
  ask: Ask
  close(): Promise<void>
}

export type Ask = (statement: string) => Promise<string>

/** Asks the embedded engine, one thing at a time, in the least time that a query takes. */
export function embeddedAsk(connection: ChdbConnection): Asking {
  const run = async (statement: string) => {
    const answer = await connection.chdb.queryAsync(statement, { format: 'TSV' })
    return answer.text().trimEnd()
  }
  const pool = openPool([{ clear: embeddedClear(connection), close: () => connection.close() }])
  return {
    ask: (statement) => pool.use(() => run(statement)),
    close: () => pool.close(),
  }
}
