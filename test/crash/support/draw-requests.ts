import type { SeededRandom } from './seeded-random.ts'

/** An event as a request carries it. */
export interface SentEvent {
  id: string
  /** RFC 3339 in UTC, to the microsecond. */
  timestamp: string
  /** The text of a JSON number, most often past what a double holds. */
  amount: string
}

export type Request = readonly SentEvent[]

/** The alias that all events name as their customer. */
export const CUSTOMER_ALIAS = 'crash'

/** Where the sandbox clock stands: 34 days back from here and a day ahead lie in three months. */
export const CLOCK = '2024-03-02T12:00:00Z'
const EARLIEST_MS = Date.UTC(2024, 0, 28, 12)
const LATEST_MS = Date.UTC(2024, 2, 3, 12)

const RECENT_MAX = 300

/**
 * Draws requests of 1 to 100 events over three months. Some ids come again, with the same payload or another:
 * within a request, in later ones, and in one that follows at once, so that both are under way together.
 */
export function drawRequests(random: SeededRandom, prefix: string): () => Request {
  const recent: SentEvent[] = []
  let idsTotal = 0
  let again: Request | null = null

  function newPayload(id: string): SentEvent {
    const ms = random.between(EARLIEST_MS, LATEST_MS)
    const micros = String(random.between(0, 999)).padStart(3, '0')
    return { id, timestamp: `${new Date(ms).toISOString().slice(0, -1)}${micros}Z`, amount: newAmount() }
  }

  function newAmount(): string {
    const digits = (count: number) =>
      Array.from({ length: count }, () => String(random.between(0, 9))).join('')
    return `${random.between(1, 9)}${digits(random.between(0, 17))}.${digits(random.between(1, 18))}`
  }

  function newEvent(earlier: readonly SentEvent[]): SentEvent {
    const [repeated] =
      earlier.length > 0 && random.chance(0.06) ? random.shuffle(earlier.slice(-RECENT_MAX)) : []
    if (repeated !== undefined) return random.chance(0.5) ? repeated : newPayload(repeated.id)
    idsTotal += 1
    return newPayload(`${prefix}-${idsTotal}`)
  }

  return () => {
    if (again !== null) {
      const request = again
      again = null
      return request
    }
    const size = random.pick([1, random.between(1, 10), random.between(1, 100), 100])
    const request: SentEvent[] = []
    while (request.length < size) request.push(newEvent([...recent, ...request]))
    recent.push(...request)
    recent.splice(0, recent.length - RECENT_MAX)
    if (random.chance(0.1)) again = request
    return request
  }
}

/** A request's body. */
export function writeRequest(request: Request): string {
  const events = request.map(
    ({ id, timestamp, amount }) =>
      `{"transaction_id":"${id}","customer_id":"${CUSTOMER_ALIAS}","event_type":"call","timestamp":"${timestamp}","properties":{"amount":${amount}}}`,
  )
  return `[${events.join(',')}]`
}

/** What tells one payload of an id from another. */
export function payloadOf({ timestamp, amount }: Omit<SentEvent, 'id'>): string {
  return `${timestamp} ${amount}`
}
