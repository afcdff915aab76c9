/** What a pool lends. */
export interface Pooled {
  /** Removes what failed work left on the connection. */
  clear(): Promise<void>
  close(): Promise<void>
}

/** Lends each of a few connections to one caller at a time, first come first served. */
export interface Pool<Connection> {
  /** Does work with one of them; after work that failed, it is cleared before it is used again. */
  use<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result>
  /** Does work while nobody else has any of them. */
  useAll<Result>(work: () => Promise<Result>): Promise<Result>
  /** Waits until all work is done, then closes the connections. */
  close(): Promise<void>
}

/** Opens a pool of connections, all of them idle. */
export function openPool<Connection extends Pooled>(connections: readonly Connection[]): Pool<Connection> {
  const idle = connections.slice()
  const waiting: ((connection: Connection) => void)[] = []
  const toClear = new Set<Connection>()

  function acquire(): Promise<Connection> {
    const connection = idle.pop()
    if (connection !== undefined) return Promise.resolve(connection)
    return new Promise((resolve) => {
      waiting.push(resolve)
    })
  }

  function release(connection: Connection): void {
    const next = waiting.shift()
    if (next === undefined) idle.push(connection)
    else next(connection)
  }

  // A connection that cannot be cleared runs no work: the caller that was lent it gets the failure.
  async function clear(connection: Connection): Promise<void> {
    if (!toClear.has(connection)) return
    await connection.clear()
    toClear.delete(connection)
  }

  return {
    async use(work) {
      const connection = await acquire()
      try {
        await clear(connection)
        return await work(connection)
      } catch (error) {
        toClear.add(connection)
        throw error
      } finally {
        release(connection)
      }
    },
    async useAll(work) {
      const all = await Promise.all(connections.map(acquire))
      try {
        for (const connection of all) await clear(connection)
        return await work()
      } finally {
        for (const connection of all) release(connection)
      }
    },
    async close() {
      const all = await Promise.all(connections.map(acquire))
      await Promise.all(all.map((connection) => connection.close()))
    },
  }
}
