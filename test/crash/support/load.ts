import type { Client } from './client.ts'
import { writeRequest, type Request } from './draw-requests.ts'
import type { Ledger, Outcome } from './ledger.ts'

const CLIENTS = 6

/** Several clients that send without a pause. */
export interface Load {
  /** How many requests were written so far, to the last byte. */
  written(): number
  acknowledged(): number
  refused(): number
  /** Ends when no client sends any more: each was stopped or lost its connection. */
  readonly ended: Promise<void>
  /** Lets each client finish the request it is at. */
  stop(): Promise<void>
}

export interface LoadPlan {
  client: Client
  ledger: Ledger
  /** The next request, or undefined where there is none left. */
  next: () => Request | undefined
  clients?: number
  onWritten?: (count: number) => void
  onAcknowledged?: (count: number) => void
}

/** Starts a load. What is unsettled in the ledger is sent first. */
export function startLoad({
  client,
  ledger,
  next,
  clients = CLIENTS,
  onWritten,
  onAcknowledged,
}: LoadPlan): Load {
  const counts = { written: 0, acknowledged: 0, refused: 0 }
  const stopping = new AbortController()

  async function sendAll(): Promise<void> {
    while (!stopping.signal.aborted) {
      const request = ledger.unsettled.shift() ?? next()
      if (request === undefined) return
      const outcome = await sendRequest(client, ledger, request, () => onWritten?.((counts.written += 1)))
      if (outcome === 'unknown') return
      counts[outcome] += 1
      if (outcome === 'acknowledged') onAcknowledged?.(counts.acknowledged)
    }
  }

  const ended = Promise.all(Array.from({ length: clients }, sendAll)).then(() => undefined)
  return {
    written: () => counts.written,
    acknowledged: () => counts.acknowledged,
    refused: () => counts.refused,
    ended,
    stop() {
      stopping.abort()
      return ended
    },
  }
}

/** Sends one request and enters it in the ledger. */
export async function sendRequest(
  client: Client,
  ledger: Ledger,
  request: Request,
  onWritten?: () => void,
): Promise<Outcome> {
  ledger.begin(request)
  const answer = await client.send('POST', '/v1/ingest', writeRequest(request), onWritten)
  return ledger.settle(request, answer?.status ?? null)
}

/** Sends again what was not acknowledged. @throws Error where the service does not take it now. */
export async function settleAll(client: Client, ledger: Ledger): Promise<void> {
  const requests = ledger.unsettled.splice(0)
  async function sendSome(): Promise<void> {
    for (let request = requests.pop(); request !== undefined; request = requests.pop()) {
      const outcome = await sendRequest(client, ledger, request)
      if (outcome !== 'acknowledged')
        throw new Error(`${outcome} when sent again: ${request.length} events from ${request[0]?.id}`)
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, sendSome))
}
