import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Fault } from './faults.ts'
import type { SeenRequest } from './http-server.ts'

/** The stand-in, running in a process of its own. */
export interface ClickHouseStandIn {
  /** With its user and password, which needs escaping. */
  url: string
  host: string
  password: string
  /** Sets the faults to come, in place of earlier ones. */
  setFaults(...faults: Fault[]): Promise<void>
  /** What it was asked since the last call. */
  takeRequests(): Promise<SeenRequest[]>
  /** Kills it as a crash would; the data stays. */
  kill(): Promise<void>
  /** Starts it again on the same port and data, once it was killed. */
  start(): Promise<void>
  /** Ends it and removes its data. */
  stop(): Promise<void>
}

const USER = 'meter'
const PASSWORD = 'p@ss:w/rd?'

/** Starts the stand-in in a folder and on a port of its own. */
export async function startClickHouseStandIn(): Promise<ClickHouseStandIn> {
  const folder = mkdtempSync(`${tmpdir()}/meterhouse-clickhouse-`)
  let { child, port } = await launch(folder, 0)
  const host = `127.0.0.1:${port}`
  const stopChild = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
  return {
    url: `http://${USER}:${encodeURIComponent(PASSWORD)}@${host}`,
    host,
    password: PASSWORD,
    async setFaults(...faults) {
      await fetch(`http://${host}/stand-in/faults`, { method: 'POST', body: JSON.stringify(faults) })
    },
    async takeRequests() {
      const response = await fetch(`http://${host}/stand-in/requests`)
      return (await response.json()) as SeenRequest[]
    },
    kill: () => stopChild('SIGKILL'),
    async start() {
      ;({ child } = await launch(folder, port))
    },
    async stop() {
      await stopChild('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function launch(folder: string, port: number): Promise<{ child: ChildProcess; port: number }> {
  const script = fileURLToPath(new URL('main.ts', import.meta.url))
  const child = spawn(process.execPath, [script, folder, String(port), USER, PASSWORD], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    return { child, port: (JSON.parse(line) as { port: number }).port }
  }
  throw new Error('the stand-in ended before it was ready')
}
