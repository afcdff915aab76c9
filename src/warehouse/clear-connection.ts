import type { Session } from 'chdb'

/**
 * The embedded engine keeps what a query put out before it failed, and its tables in use, until the next query on the
 * connection, which is then answered with those rows too: they may be another customer's.
 */
export function embeddedClear(session: Pick<Session, 'queryAsync'>): () => Promise<void> {
  return async () => {
    await session.queryAsync('SELECT 1', { format: 'TSV' })
  }
}
