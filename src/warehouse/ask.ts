import type { ChdbConnection } from 'chdb/connection'
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
  const pool = openPool([connection])
  return {
    ask: (statement) =>
      pool.use(async ({ chdb }) => {
        const answer = await chdb.queryAsync(statement, { format: 'TSV' })
        return answer.text().trimEnd()
      }),
    close: () => pool.close(),
  }
}
