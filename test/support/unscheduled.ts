import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { Metronome } from '@metronome/sdk'
import { pino } from 'pino'
import type { Environment } from '../../src/api/environment.ts'
import { createApp } from '../../src/app.ts'
import { wallClock } from '../../src/kernel/clock.ts'
import { parseJson } from '../../src/kernel/json.ts'
import { openEnvironment, type EnvironmentOptions } from '../../src/open-environment.ts'
import { openEngine } from '../../src/warehouse/engine.ts'
import { QUERY_LIMITS, type QueryLimits } from '../../src/warehouse/query-limits.ts'
import { checkResponse } from './check-response.ts'

const TOKEN = 'sandbox-token'

interface Reopening extends Pick<EnvironmentOptions, 'eventsLost'> {
  limits?: QueryLimits
}

/** The sandbox with all of its API, where no schedule and no change of the clock finalizes anything. */
export interface Unscheduled {
  sandbox: Metronome
  environment(): Environment
  request(method: string, path: string, body: unknown): Promise<{ status: number; body: unknown }>
  /** Fixes the clock. */
  setNow(now: string): Promise<void>
  /** Closes it and opens it again on the same data. Where that fails it stays closed. */
  reopen(options?: Reopening): Promise<void>
  /** Closes it and removes its data. */
  close(): Promise<void>
}

/** Opens it on the real engine, in a folder of its own. */
export async function openUnscheduled(limits: QueryLimits = QUERY_LIMITS): Promise<Unscheduled> {
  const folder = mkdtempSync(`${tmpdir()}/meterhouse-unscheduled-`)
  const wall = wallClock()
  const open = async ({ limits: own = limits, eventsLost }: Reopening = {}) => {
    const engine = openEngine({ path: `${folder}/warehouse` }, own)
    const opened = await openEnvironment('sandbox', engine, `${folder}/sandbox.sqlite`, wall, {
      onExportFailure(error) {
        throw error
      },
      eventsLost,
    })
    const app = createApp({
      environments: new Map([['sandbox', opened.environment]]),
      tokens: new Map([[TOKEN, 'sandbox']]),
      log: pino({ level: 'silent' }),
      wall,
      eventsPerRequestMax: 100,
      requestsPerSecondMax: null,
      seller: { name: 'Meterhouse', addressLines: [] },
      isStopping: () => false,
    })
    return { ...opened, app }
  }
  let opened = await open()
  let isOpen = true
  const ask = async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init)
    const { method } = request
    const response = await opened.app.fetch(request, {})
    await checkResponse(method, new URL(request.url).pathname, response.clone())
    return response
  }
  const baseURL = 'http://unscheduled'
  return {
    sandbox: new Metronome({ baseURL, bearerToken: TOKEN, maxRetries: 0, fetch: ask }),
    environment: () => opened.environment,
    async request(method, path, body) {
      const headers = { authorization: `Bearer ${TOKEN}` }
      const response = await ask(`${baseURL}${path}`, { method, headers, body: JSON.stringify(body) })
      return { status: response.status, body: parseJson(await response.text()) }
    },
    async setNow(now) {
      await opened.environment.sandboxClock.fix(Date.parse(now))
    },
    async reopen(options) {
      if (isOpen) await opened.close()
      isOpen = false
      opened = await open(options)
      isOpen = true
    },
    async close() {
      if (isOpen) await opened.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
