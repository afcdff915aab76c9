import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { Metronome } from '@metronome/sdk'
import { pino } from 'pino'
import type { Config } from '../../src/config.ts'
import type { EnvironmentName } from '../../src/kernel/environment-name.ts'
import { wallClock } from '../../src/kernel/clock.ts'
import { parseJson } from '../../src/kernel/json.ts'
import { startService, type Service } from '../../src/service.ts'
import { QUERY_LIMITS } from '../../src/warehouse/query-limits.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { checkResponse } from './check-response.ts'

export interface Answer {
  status: number
  headers: Headers
  /** As text, in which no digit is lost. */
  text: string
  /** Parsed, with numbers that a double would change as NumberText. */
  body: unknown
}

export interface TestService {
  url: string
  /** The official client on each environment; every answer is checked against the wire contract. */
  sandbox: Metronome
  production: Metronome
  /** A plain request with an environment's token, or with none. */
  request(
    method: string,
    path: string,
    options?: {
      body?: unknown
      text?: string
      environment?: EnvironmentName | null
      headers?: Record<string, string>
    },
  ): Promise<Answer>
  /** Fixes the sandbox clock. */
  setClock(now: string): Promise<void>
  warehouse(environment: EnvironmentName): Warehouse
  /** Stops the service and starts it again on the same data. */
  restart(): Promise<void>
  /** Stops the service and removes its data. */
  stop(): Promise<void>
}

const TOKENS = { sandbox: 'sandbox-token', production: 'production-token' }

/**
 * Starts the real service on the real engine, in a folder and on a port of its own.
 * @param overrides configuration in place of the tests' own, such as a server's `clickhouseUrl`.
 */
export async function startTestService(overrides: Partial<Config> = {}): Promise<TestService> {
  const dataFolder = mkdtempSync(`${tmpdir()}/meterhouse-test-`)
  const config: Config = {
    port: 0,
    host: '127.0.0.1',
    dataFolder,
    tokens: [
      { environment: 'sandbox', token: TOKENS.sandbox },
      { environment: 'production', token: TOKENS.production },
    ],
    clickhouseUrl: null,
    seller: { name: 'Meterhouse', addressLines: [] },
    finalizeSchedule: null,
    eventsLost: new Map(),
    requestsPerSecondMax: null,
    queryLimits: QUERY_LIMITS,
    ...overrides,
  }
  const log = pino({ level: 'silent' })
  let running: Service = await startService(config, log, wallClock())
  config.port = Number(new URL(running.url).port)
  const { url } = running

  const client = (environment: EnvironmentName) =>
    new Metronome({ baseURL: url, bearerToken: TOKENS[environment], maxRetries: 0, fetch: checkedFetch })

  async function request(
    method: string,
    path: string,
    options: Parameters<TestService['request']>[2] = {},
  ): Promise<Answer> {
    const { environment = 'sandbox' } = options
    const authorization = environment === null ? {} : { authorization: `Bearer ${TOKENS[environment]}` }
    const text = options.text ?? (options.body === undefined ? undefined : JSON.stringify(options.body))
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...authorization, ...options.headers },
      ...(text === undefined ? {} : { body: text }),
    })
    const answer = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') ?? false
    return {
      status: response.status,
      headers: response.headers,
      text: answer,
      body: isJson ? parseJson(answer) : answer,
    }
  }

  return {
    url,
    sandbox: client('sandbox'),
    production: client('production'),
    request,
    async setClock(now) {
      const answer = await request('PUT', '/ext/clock', { body: { now } })
      if (answer.status !== 200) throw new Error(`the clock was not set: ${answer.text}`)
    },
    warehouse(environment) {
      const found = running.environments.get(environment)
      if (found === undefined) throw new Error(`no environment ${environment}`)
      return found.warehouse
    },
    async restart() {
      await running.stop()
      running = await startService(config, log, wallClock())
    },
    async stop() {
      await running.stop()
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}

async function checkedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init)
  const address = input instanceof Request ? input.url : String(input)
  await checkResponse(init?.method ?? 'GET', new URL(address).pathname, response.clone())
  return response
}
