import { connect, type Socket } from 'node:net'
import { isWhole } from '../load/run-load.ts'
import { HEADER_LINES } from '../load/service.ts'

export interface TimedAnswer {
  body: unknown
  /** From before the request was written until its answer was parsed. */
  milliseconds: number
}

/** Asks the service over connections that stay open. */
export interface Client {
  /** @throws where the answer is not 200. */
  ask(method: string, path: string, body?: unknown): Promise<TimedAnswer>
  close(): void
}

/** A connection, and who waits for an answer on it. */
interface Connection {
  socket: Socket
  usedAt: number
  receive: (chunk: string) => void
  fail: (error: Error) => void
}

// Well below the 65 seconds after which the service closes a connection that nobody uses.
const IDLE_MS_MAX = 3000

/** Plain sockets: the client is on the service's own processors, and with Node's own it got a tenth fewer answers. */
export function openClient(url: string): Client {
  const { hostname, port } = new URL(url)
  let idle: Connection[] = []
  return {
    async ask(method, path, body) {
      const sent = body === undefined ? '' : JSON.stringify(body)
      const startedAt = performance.now()
      const connection = takeFresh(idle, startedAt) ?? openConnection(Number(port), hostname)
      const answer = await new Promise<string>((resolve, reject) => {
        let text = ''
        connection.fail = reject
        connection.receive = (chunk) => {
          text += chunk
          if (isWhole(text)) resolve(text)
        }
        const length = `content-length: ${Buffer.byteLength(sent)}\r\n`
        connection.socket.write(
          `${method} ${path} HTTP/1.1\r\nhost: bench\r\n${HEADER_LINES}${length}\r\n${sent}`,
        )
      })
      connection.usedAt = performance.now()
      idle.push(connection)
      const text = answer.slice(answer.indexOf('\r\n\r\n') + 4)
      const status = answer.slice(9, 12)
      if (status !== '200') throw new Error(`${method} ${path} answered ${status}: ${text}`)
      const parsed: unknown = JSON.parse(text)
      return { body: parsed, milliseconds: performance.now() - startedAt }
    },
    close() {
      for (const { socket } of idle) socket.destroy()
      idle = []
    },
  }
}

/** The connection that was used last, if it is sure to be open; the others are older. */
function takeFresh(idle: Connection[], now: number): Connection | undefined {
  const last = idle.pop()
  if (last === undefined || now - last.usedAt < IDLE_MS_MAX) return last
  for (const { socket } of [last, ...idle.splice(0)]) socket.destroy()
  return undefined
}

function openConnection(port: number, hostname: string): Connection {
  const socket = connect(port, hostname).setNoDelay(true).setEncoding('utf8')
  const connection: Connection = { socket, usedAt: 0, receive: () => undefined, fail: () => undefined }
  socket.on('data', (chunk: string) => connection.receive(chunk))
  socket.on('error', (error) => connection.fail(error))
  socket.on('close', () => connection.fail(new Error('the service closed the connection')))
  return connection
}
