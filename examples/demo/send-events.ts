import type { Metronome } from '@metronome/sdk'
import type { RequestEvent } from './generate-events.ts'

const EVENTS_PER_REQUEST = 100
const REQUESTS_IN_FLIGHT = 16

export interface SendOptions {
  /** Told how many more events the service has taken. */
  onTaken?: (count: number) => void
  signal?: AbortSignal
}

/**
 * Sends events, 100 a request, several requests at a time. Each request that was begun has ended when this
 * returns or throws.
 * @throws the first failure, or the signal's reason.
 */
export async function sendEvents(
  client: Metronome,
  events: readonly RequestEvent[],
  { onTaken, signal }: SendOptions = {},
): Promise<void> {
  const requests: RequestEvent[][] = []
  for (let start = 0; start < events.length; start += EVENTS_PER_REQUEST) {
    requests.push(events.slice(start, start + EVENTS_PER_REQUEST))
  }
  const sendInTurn = async () => {
    for (let usage = requests.shift(); usage !== undefined; usage = requests.shift()) {
      try {
        signal?.throwIfAborted()
        await client.v1.usage.ingest({ usage })
      } catch (error) {
        requests.length = 0
        throw error
      }
      onTaken?.(usage.length)
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: REQUESTS_IN_FLIGHT }, sendInTurn))
  const failed = ends.find((end) => end.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}
