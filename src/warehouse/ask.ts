import type { Session } from 'chdb'
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
export function embeddedAsk(session: Session): Asking {
  const run = async (statement: string) => {
    const answer = await session.queryAsync(statement, { format: 'TSV' })
    return answer.text().trimEnd()
  }
  const close = () => Promise.resolve(session.close())
  const pool = openPool([{ clear: embeddedClear(session), close }])
  return {
    ask: (statement) => pool.use(() => run(statement)),
    close: () => pool.close(),
  }
}
