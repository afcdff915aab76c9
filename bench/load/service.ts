import { startServer, type ServerProcess } from './server-process.ts'

const SERVICE = new URL('../../src/main.ts', import.meta.url).pathname
const TOKEN = 'bench'

const HEADERS = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' } as const
/** What each request to the sandbox carries, as it is written. */
export const HEADER_LINES = Object.entries(HEADERS)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('')

/** Starts the service on a data folder, on a free port, in a process of its own. */
export function startService(folder: string): Promise<ServerProcess> {
  return startServer([SERVICE], {
    METERHOUSE_DATA: folder,
    METERHOUSE_TOKENS: `sandbox=${TOKEN}`,
    PORT: '0',
    LOG_LEVEL: 'fatal',
  })
}
