import { Buffer } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import type { StandInEngine } from './engine.ts'
import { fromEngine, HttpFailure, ServerException } from './errors.ts'
import type { Fault, Faults } from './faults.ts'
import { headerOf, readRequest, type ReadRequest } from './read-request.ts'
import { sendAnswer, sendException } from './send.ts'

export interface StandInOptions {
  engine: StandInEngine
  user: string
  password: string
  faults: Faults
}

/** What the stand-in was asked, for tests to look at. */
export interface SeenRequest {
  query: string
  database: string
  settings: Readonly<Record<string, string>>
  params: readonly string[]
  came: ReadRequest['came']
}

// A server takes URIs of 1 MiB.
const HEADER_BYTES_MAX = 1_100_000

/** Makes the HTTP server. */
export function createStandIn(options: StandInOptions): Server {
  const seen: SeenRequest[] = []
  return createServer({ maxHeaderSize: HEADER_BYTES_MAX, keepAliveTimeout: 10_000 }, (message, response) => {
    handle(options, seen, message, response).catch(() => response.destroy())
  })
}

async function handle(
  options: StandInOptions,
  seen: SeenRequest[],
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (message.url ?? '/').split('?', 1)[0]
  if (path === '/ping') return void response.end('Ok.\n')
  if (path === '/stand-in/requests') return void response.end(JSON.stringify(seen.splice(0)))
  if (path === '/stand-in/faults') {
    const chunks = await Array.fromAsync(message as AsyncIterable<Buffer>)
    options.faults.set(JSON.parse(Buffer.concat(chunks).toString()) as Fault[])
    return void response.end()
  }
  if (path !== '/') return void response.writeHead(404).end(`There is no handle ${path}\n`)
  await answer(options, seen, message, response)
}

async function answer(
  { engine, user, password, faults }: StandInOptions,
  seen: SeenRequest[],
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let queryId: string = randomUUID()
  try {
    authenticate(message, user, password)
    const request = await readRequest(message)
    queryId = request.queryId ?? queryId
    seen.push(asSeen(request))
    const fault = faults.take(request.query)
    if (fault?.kind === 'dropped before') return void response.destroy()
    if (fault?.kind === 'unavailable') throw new HttpFailure(503, '<html>upstream is not there</html>')
    if (fault?.kind === 'exception') {
      const reason = 'Too many simultaneous queries. Maximum: 100'
      throw new ServerException(202, 'TOO_MANY_SIMULTANEOUS_QUERIES', reason)
    }
    if (fault?.kind === 'stalled') await setTimeout(fault.milliseconds)
    const result = await engine.run(request).catch((error: unknown) => {
      throw fromEngine(error)
    })
    if (fault?.kind.includes('exception in the answer') && request.waitsForEnd) {
      throw new ServerException(241, 'MEMORY_LIMIT_EXCEEDED', 'Query memory limit exceeded')
    }
    if (fault?.kind === 'dropped after') return void response.destroy()
    if (fault?.kind === 'killed after') process.kill(process.pid, 'SIGKILL')
    if (fault?.kind === 'late') await setTimeout(fault.milliseconds)
    await sendAnswer(response, { request, queryId, result, fault: fault?.kind, version: engine.version })
  } catch (error) {
    if (!(error instanceof ServerException) && !(error instanceof HttpFailure)) throw error
    sendException(response, error, queryId, engine.version)
  }
}

function authenticate(message: IncomingMessage, user: string, password: string): void {
  const basic = /^Basic (.+)$/.exec(headerOf(message, 'authorization') ?? '')?.[1]
  const [basicUser, basicPassword] = Buffer.from(basic ?? '', 'base64')
    .toString()
    .split(/:(.*)/s)
  const givenUser = headerOf(message, 'x-clickhouse-user') ?? basicUser
  const givenPassword = headerOf(message, 'x-clickhouse-key') ?? basicPassword
  if (givenUser === user && givenPassword === password) return
  const reason = 'Authentication failed: password is incorrect, or there is no user with such name'
  throw new ServerException(516, 'AUTHENTICATION_FAILED', `${givenUser}: ${reason}`)
}

function asSeen({ query, database, settings, params, came }: ReadRequest): SeenRequest {
  return { query, database, settings: Object.fromEntries(settings), params: [...params.keys()], came }
}
