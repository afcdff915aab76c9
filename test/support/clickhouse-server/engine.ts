import { Session, type ChdbResult } from 'chdb'
import type { ReadRequest } from './read-request.ts'

/** The embedded engine, a fresh connection for each request, so that no setting outlives one. */
export interface StandInEngine {
  version: string
  run(request: ReadRequest): Promise<ChdbResult>
  close(): void
}

/** Opens the engine on a folder. */
export async function openEngine(folder: string): Promise<StandInEngine> {
  // The engine lives while a connection is open.
  const first = new Session(folder)
  const version = (await first.queryAsync('SELECT version()', { format: 'TSVRaw' })).text().trim()
  return {
    version,
    async run({ database, settings, params, statement, format }) {
      const session = new Session(folder)
      try {
        await session.queryAsync(`USE ${quoted(database, '`')}`)
        for (const [name, value] of settings) await session.queryAsync(`SET ${name} = ${quoted(value, "'")}`)
        for (const [name, value] of params) {
          await session.queryAsync(`SET param_${name} = ${quoted(value, "'")}`)
        }
        return await session.queryAsync(statement, { format })
      } finally {
        session.close()
      }
    },
    close: () => first.close(),
  }
}

function quoted(text: string, quote: "'" | '`'): string {
  return quote + text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replaceAll('\0', '\\0') + quote
}
