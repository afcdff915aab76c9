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

/** Plain sockets: the client is on the service's own processors, and Node's takes three times as long a request. */
export function openClient(url: string): Client {
  const { hostname, port } = new URL(url)
  const idle: Socket[] = []
  return {
    async ask(method, path, body) {
      const sent = body === undefined ? '' : JSON.stringify(body)
      const startedAt = performance.now()
      const socket = idle.pop() ?? connect(Number(port), hostname).setNoDelay(true).setEncoding('utf8')
      const answer = await new Promise<string>((resolve, reject) => {
        let text = ''
        socket.on('error', reject)
        socket.on('data', (chunk: string) => {
          text += chunk
          if (isWhole(text)) resolve(text)
        })
        socket.write(
          `${method} ${path} HTTP/1.1\r\nhost: bench\r\n${HEADER_LINES}content-length: ${Buffer.byteLength(sent)}\r\n\r\n${sent}`,
        )
      }).finally(() => socket.removeAllListeners())
      idle.push(socket)
      const text = answer.slice(answer.indexOf('\r\n\r\n') + 4)
      const status = answer.slice(9, 12)
      if (status !== '200') throw new Error(`${method} ${path} answered ${status}: ${text}`)
      const parsed: unknown = JSON.parse(text)
      return { body: parsed, milliseconds: performance.now() - startedAt }
    },
    close: () => {
      for (const socket of idle) socket.destroy()
    },
  }
}
