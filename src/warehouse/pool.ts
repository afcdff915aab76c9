/** Lends each of a few connections to one caller at a time, first come first served. */
export interface Pool<Connection> {
  use<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result>
  /** Does work while nobody else has any of them. */
  useAll<Result>(work: () => Promise<Result>): Promise<Result>
  /** Waits until all work is done, then closes the connections. */
  close(): Promise<void>
}

export function openPool<Connection extends { close(): Promise<void> }>(
  connections: readonly Connection[],
): Pool<Connection> {
  const idle = connections.slice()
  const waiting: ((connection: Connection) => void)[] = []

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

  return {
    async use(work) {
      const connection = await acquire()
      try {
        return await work(connection)
      } finally {
        release(connection)
      }
    },
    async useAll(work) {
      const all = await Promise.all(connections.map(acquire))
      try {
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
