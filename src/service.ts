import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import type { Logger } from 'pino'
import type { Environment } from './api/environment.ts'
import { createApp } from './app.ts'
import { catalogPath, engineLocation, type Config } from './config.ts'
import { holdDataFolder } from './data-folder.ts'
import type { Clock } from './kernel/clock.ts'
import { ENVIRONMENTS, type EnvironmentName } from './kernel/environment-name.ts'
import { OversizedInvoiceError } from './invoices/export/oversized-invoice-error.ts'
import { openEnvironment, type OpenEnvironment } from './open-environment.ts'
import { checkFont } from './pdf/check-font.ts'
import { openTokens, type Tokens } from './tokens.ts'
import { openEngine } from './warehouse/engine.ts'

const EVENTS_PER_REQUEST_MAX = 100

/** The running service. */
export interface Service {
  url: string
  tokens: Tokens
  /** Whether the tokens were made by this start. */
  areTokensNew: boolean
  environments: ReadonlyMap<EnvironmentName, Environment>
  /** Finishes the requests in flight and what they wrote, then closes everything. */
  stop(): Promise<void>
}

/**
 * Starts the service.
 * @throws where the data folder is in use, the port is taken, or a store or the font of PDFs cannot be opened.
 */
export async function startService(config: Config, log: Logger, wall: Clock): Promise<Service> {
  // Now, not when the first invoice is drawn.
  if (config.seller.fontFile !== undefined) await checkFont(config.seller.fontFile)
  const folder = holdDataFolder(config.dataFolder)
  const open: OpenEnvironment[] = []
  try {
    const { tokens, areNew } = configuredTokens(config)
    const engine = openEngine(engineLocation(config), config.queryLimits)
    const opening = ENVIRONMENTS.map((name) => {
      const onExportFailure = (err: unknown) =>
        log.error(
          { environment: name, err },
          err instanceof OversizedInvoiceError
            ? 'an invoice is missing from invoices and invoice_lines, which cannot hold it'
            : 'customers or invoices were not exported to the warehouse; it is tried again',
        )
      const onThreadFailure = (err: unknown) =>
        log.error(
          { environment: name, err },
          'a thread that computes invoices has ended; its batch is computed without it',
        )
      const eventsLost = config.eventsLost.get(name)
      const options = { onExportFailure, onThreadFailure, eventsLost }
      return openEnvironment(name, engine, catalogPath(config, name), wall, options)
    })
    for (const one of await Promise.allSettled(opening)) if (one.status === 'fulfilled') open.push(one.value)
    await Promise.all(opening)
    for (const { environment } of open) {
      environment.finalizer.start(config.finalizeSchedule, (customerId, err) =>
        log.error(
          { environment: environment.name, customerId, err },
          'invoices were not finalized; it is tried again',
        ),
      )
    }
    const environments = new Map(open.map(({ environment }) => [environment.name, environment]))
    let isStopping = false
    const app = createApp({
      isStopping: () => isStopping,
      environments,
      tokens,
      log,
      wall,
      eventsPerRequestMax: EVENTS_PER_REQUEST_MAX,
      requestsPerSecondMax: config.requestsPerSecondMax,
      seller: config.seller,
    })
    const server = await listen(app.fetch, config)
    const stop = async () => {
      isStopping = true
      await closeServer(server)
      for (const one of open) await one.close()
      folder.release()
    }
    return { url: urlOf(server, config), tokens, areTokensNew: areNew, environments, stop }
  } catch (error) {
    for (const one of open) await one.close()
    folder.release()
    throw error
  }
}

function configuredTokens(config: Config): { tokens: Tokens; areNew: boolean } {
  if (config.tokens === null) return openTokens(config.dataFolder)
  const tokens = new Map(config.tokens.map(({ environment, token }) => [token, environment]))
  return { tokens, areNew: false }
}

// Node's five seconds are less than many clients and proxies keep a connection: their next request then meets a reset.
const KEEP_ALIVE_MS = 65_000

// A cursor holds the last row's group values, which may be long; Node takes 16 KiB of headers, the address included.
const HEADER_BYTES_MAX = 1_048_576

function listen(fetch: (request: Request) => Response | Promise<Response>, config: Config): Promise<Server> {
  return new Promise((resolve, reject) => {
    const serverOptions = { maxHeaderSize: HEADER_BYTES_MAX }
    const server = serve({ fetch, port: config.port, hostname: config.host, serverOptions }) as Server
    server.keepAliveTimeout = KEEP_ALIVE_MS
    server.once('listening', () => resolve(server))
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE'
      reject(isTaken ? new Error(`port ${config.port} is in use; set PORT to another`) : error)
    })
  })
}

// Long enough for any request under way; connections that are still open then are cut off.
const STOP_GRACE_MS = 5000
const SWEEP_MS = 50

function closeServer(server: Server): Promise<void> {
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
  const cutOff = setTimeout(() => server.closeAllConnections(), STOP_GRACE_MS)
  return new Promise((resolve, reject) => {
    server.close((error) => {
      clearInterval(sweep)
      clearTimeout(cutOff)
      if (error === undefined) resolve()
      else reject(error)
    })
  })
}

function urlOf(server: Server, config: Config): string {
  const { port } = server.address() as AddressInfo
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  return `http://${host}:${port}`
}
