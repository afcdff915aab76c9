import { Agent, request as httpRequest } from 'node:http'
import { HEADERS } from '../load/service.ts'

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

export function openClient(url: string): Client {
  const agent = new Agent({ keepAlive: true })
  return {
    ask(method, path, body) {
      const sent = body === undefined ? '' : JSON.stringify(body)
      const startedAt = performance.now()
      return new Promise((resolve, reject) => {
        const headers = { ...HEADERS, 'content-length': Buffer.byteLength(sent) }
        const request = httpRequest(`${url}${path}`, { method, agent, headers })
        request.once('error', reject)
        request.once('response', (response) => {
          let text = ''
          response.setEncoding('utf8').on('data', (part: string) => (text += part))
          response.once('error', reject)
          response.once('end', () => {
            if (response.statusCode !== 200) {
              reject(new Error(`${method} ${path} answered ${response.statusCode}: ${text}`))
              return
            }
            const parsed: unknown = JSON.parse(text)
            resolve({ body: parsed, milliseconds: performance.now() - startedAt })
          })
        })
        request.end(sent)
      })
    },
    close: () => agent.destroy(),
  }
}
