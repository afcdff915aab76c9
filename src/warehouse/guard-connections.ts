import { openPool, type Pool } from './pool.ts'
import type { Connection } from './warehouse.ts'
import type { Write, WriteGuard } from './write-guard.ts'

/** The connections to one database, lent to those who read it and those who write it. */
export interface Connections {
  /** Reads. A query that fails because of what a failed write left behind is run again once that is mended. */
  read<Result>(work: (reader: Connection) => Promise<Result>): Promise<Result>
  /** The same on the connections that are held to limits. */
  readLimited<Result>(work: (reader: Connection) => Promise<Result>): Promise<Result>
  /** Reads what cannot be read again. */
  readOnce<Result>(work: (reader: Connection) => Promise<Result>): Promise<Result>
  /** @throws where it is not known that the write is on disk. */
  write(write: Write): Promise<void>
  close(): Promise<void>
}

/** The connections to one database, by what they are for. */
export interface ConnectionParts {
  writers: readonly Connection[]
  /** For reviewed queries. */
  readers: readonly Connection[]
  /** For SQL that others wrote: read-only, and held to limits. */
  limited: readonly Connection[]
}

/** Puts a guard before connections. A caller that finds the database doubtful waits for all connections, then mends it. */
export function guardConnections(parts: ConnectionParts, guard: WriteGuard | null): Connections {
  const writing = openPool(parts.writers)
  const reading = openPool(parts.readers)
  const limited = openPool(parts.limited)
  let mends = 0
  let isClosing = false

  async function mend(): Promise<void> {
    if (isClosing || guard?.isDoubtful() !== true) return
    await writing.useAll(() =>
      reading.useAll(() =>
        limited.useAll(async () => {
          if (!guard.isDoubtful()) return
          await guard.mend()
          mends += 1
        }),
      ),
    )
  }

  // A failure to look or mend is not told here: the next write meets it.
  async function look(): Promise<void> {
    await guard
      ?.look()
      .then(mend)
      .catch(() => undefined)
  }

  const looking = guard === null ? undefined : setInterval(() => void look(), guard.lookEveryMs).unref()

  async function readAgain<Result>(pool: Pool<Connection>, work: (reader: Connection) => Promise<Result>) {
    for (;;) {
      const mendsBefore = mends
      try {
        return await pool.use(work)
      } catch (error) {
        await look()
        if (mends === mendsBefore) throw error
      }
    }
  }

  return {
    readOnce: (work) => reading.use(work),
    read: (work) => readAgain(reading, work),
    readLimited: (work) => readAgain(limited, work),
    async write(write) {
      await mend()
      try {
        await writing.use((writer) => (guard === null ? write.run(writer) : guard.write(writer, write)))
      } catch (error) {
        await mend()
        throw error
      }
    },
    async close() {
      clearInterval(looking)
      isClosing = true
      // In the order in which `mend` takes them, so that neither waits for the other.
      await writing.close()
      await reading.close()
      await limited.close()
      await guard?.close()
    },
  }
}
