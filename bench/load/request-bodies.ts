/** How many events each request holds. */
export const EVENTS_PER_REQUEST = 100

/** What an event of a request is, but for its id and time. */
export interface BodyEvent {
  customer_id: string
  event_type: string
  properties: Readonly<Record<string, string | number>>
}

/**
 * Makes requests of 100 events. Everything but the ids is written once; each request then gets ids of its own by
 * overwriting their digits in place, so that the generator costs next to nothing beside the service under test.
 */
export class RequestBodies {
  readonly #templates: { bytes: Buffer; idOffsets: number[] }[]
  #next: number

  /**
   * @param inventEvent the event of each number below 6,400, of which all requests are made.
   * @param firstId the first id's number.
   */
  constructor(inventEvent: (seed: number) => BodyEvent, firstId: number) {
    const timestamp = hourAgo()
    this.#templates = Array.from({ length: 64 }, (_, index) => makeTemplate(inventEvent, timestamp, index))
    this.#next = firstId
  }

  /** The next request's body, with 100 ids that were not used before; valid until the next call but 63. */
  next(): Buffer {
    return this.#fill(this.#next, (this.#next += EVENTS_PER_REQUEST))
  }

  /** The body of an earlier request again, the same ids and payloads. @param firstId its first id's number. */
  again(firstId: number): Buffer {
    return this.#fill(firstId, firstId + EVENTS_PER_REQUEST)
  }

  /** The number of the id that the next new event gets. */
  get nextId(): number {
    return this.#next
  }

  #fill(firstId: number, endId: number): Buffer {
    const template = this.#templates[(firstId / EVENTS_PER_REQUEST) % this.#templates.length]
    if (template === undefined) throw new Error('no templates')
    for (let id = firstId; id < endId; id += 1) {
      const offset = template.idOffsets[id - firstId] ?? 0
      let rest = id
      for (let digit = ID_DIGITS - 1; digit >= 0; digit -= 1) {
        template.bytes[offset + digit] = 48 + (rest % 10)
        rest = Math.floor(rest / 10)
      }
    }
    return template.bytes
  }
}

const ID_DIGITS = 12
const ID_MARK = 'x'.repeat(ID_DIGITS)

function makeTemplate(
  inventEvent: (seed: number) => BodyEvent,
  timestamp: string,
  index: number,
): { bytes: Buffer; idOffsets: number[] } {
  const events = Array.from({ length: EVENTS_PER_REQUEST }, (_, event) => {
    const { customer_id, event_type, properties } = inventEvent(index * EVENTS_PER_REQUEST + event)
    return { transaction_id: `req-${ID_MARK}-5f2c9a`, customer_id, event_type, timestamp, properties }
  })
  const bytes = Buffer.from(JSON.stringify(events))
  const idOffsets: number[] = []
  for (let at = bytes.indexOf(ID_MARK); at !== -1; at = bytes.indexOf(ID_MARK, at + 1)) idOffsets.push(at)
  return { bytes, idOffsets }
}

/** RFC 3339 text of the time an hour ago, which is when the events happen. */
export function hourAgo(): string {
  return `${new Date(Date.now() - HOUR_MS).toISOString().slice(0, 19)}Z`
}

const HOUR_MS = 3_600_000
