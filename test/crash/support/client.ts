import { Agent, request as httpRequest } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseJson } from '../../../src/kernel/json.ts'
import { TOKEN } from './service-process.ts'

// Far longer than any answer takes, so that a service that hangs is told from a slow one.
const ANSWER_MS_MAX = 30_000

export interface ClientAnswer {
  status: number
  body: unknown
}

/** Clients of one service that keep their connections open. */
export interface Client {
  /** @returns null where the connection broke before the answer. */
  send(method: string, path: string, body: string, onWritten?: () => void): Promise<ClientAnswer | null>
  /** A request that must succeed. */
  ask<Body>(method: string, path: string, body: unknown): Promise<Body>
  close(): void
}

export function openClient(url: string): Client {
  const agent = new Agent({ keepAlive: true })

  function send(method: string, path: string, body: string, onWritten?: () => void) {
    return new Promise<ClientAnswer | null>((resolve) => {
      const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
      const request = httpRequest(`${url}${path}`, { method, agent, headers, timeout: ANSWER_MS_MAX })
      request.once('timeout', () => request.destroy(new Error('no answer')))
      request.once('error', () => resolve(null))
      request.once('response', (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => (text += part))
        response.once('error', () => resolve(null))
        response.once('end', () => resolve({ status: response.statusCode ?? 0, body: parseJson(text) }))
      })
      if (onWritten !== undefined) request.once('finish', onWritten)
      request.end(body)
    })
  }

  return {
    send,
    async ask<Body>(method: string, path: string, body: unknown) {
      const answer = await send(method, path, JSON.stringify(body))
      if (answer?.status === 200) return answer.body as Body
      throw new Error(
        `${method} ${path} answered ${answer?.status ?? 'nothing'}: ${JSON.stringify(answer?.body)}`,
      )
    },
    close: () => agent.destroy(),
  }
}

/** Waits until something holds. @throws Error naming it, where it does not come to hold in time. */
export async function waitFor(what: string, holds: () => boolean | Promise<boolean>, timeoutMs = 20_000) {
  const end = performance.now() + timeoutMs
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`)
    await sleep(5)
  }
}
