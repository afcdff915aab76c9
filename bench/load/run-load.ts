import { connect, type Socket } from 'node:net'

/** What a load did. */
export interface LoadResult {
  requests: number
  seconds: number
  /** Acknowledgement latencies in milliseconds, ascending. */
  latenciesMs: Float64Array
  /** Requests that were not answered with 200, by status. */
  refused: Map<number, number>
}

export interface Load {
  url: string
  path: string
  headers: string
  inFlight: number
  /** Ends the load after this many seconds. */
  seconds: number
  /** The next request's body; the bytes are sent before it is called again for the same connection. */
  nextBody(): Buffer
  /** At most this many requests a second over all connections; undefined for as many as are answered. */
  requestsPerSecondMax?: number
}

/** Sends requests over keep-alive connections, one at a time on each, and measures the time to each answer. */
export async function runLoad(load: Load): Promise<LoadResult> {
  const { hostname, port } = new URL(load.url)
  const started = performance.now()
  const state = {
    started,
    endsAt: started + load.seconds * 1000,
    sent: 0,
    latencies: [] as number[],
    refused: new Map<number, number>(),
  }
  await Promise.all(
    Array.from({ length: load.inFlight }, () => runConnection(load, connect(Number(port), hostname), state)),
  )
  return {
    requests: state.latencies.length,
    seconds: (performance.now() - started) / 1000,
    latenciesMs: Float64Array.from(state.latencies).sort(),
    refused: state.refused,
  }
}

interface LoadState {
  started: number
  endsAt: number
  sent: number
  latencies: number[]
  refused: Map<number, number>
}

function runConnection(load: Load, socket: Socket, state: LoadState): Promise<void> {
  return new Promise((resolve, reject) => {
    let sentAt = 0
    let answer = ''
    const send = () => {
      const now = performance.now()
      if (now >= state.endsAt) {
        socket.end()
        resolve()
        return
      }
      const due =
        load.requestsPerSecondMax === undefined
          ? now
          : state.started + (state.sent / load.requestsPerSecondMax) * 1000
      state.sent += 1
      if (due > now) setTimeout(write, due - now)
      else write()
    }
    const write = () => {
      const body = load.nextBody()
      sentAt = performance.now()
      socket.cork()
      socket.write(
        `POST ${load.path} HTTP/1.1\r\nhost: bench\r\n${load.headers}content-length: ${body.length}\r\n\r\n`,
        'latin1',
      )
      socket.write(Buffer.from(body))
      socket.uncork()
    }
    socket.setNoDelay(true)
    socket.on('connect', send)
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
      if (!isWhole(answer)) return
      const status = Number(answer.slice(9, 12))
      if (status === 200) state.latencies.push(performance.now() - sentAt)
      else state.refused.set(status, (state.refused.get(status) ?? 0) + 1)
      answer = ''
      send()
    })
  })
}

/** Whether an answer has come to its end; its body is ASCII text. */
export function isWhole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n')
  if (end === -1) return false
  const length = /content-length: (\d+)/i.exec(answer.slice(0, end))
  if (length !== null) return answer.length >= end + 4 + Number(length[1])
  return answer.endsWith('\r\n0\r\n\r\n')
}
