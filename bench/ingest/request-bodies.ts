/** How many events each request holds. */
export const EVENTS_PER_REQUEST = 100

const MODELS = ['gpt-small', 'gpt-large', 'gpt-mini0', 'embed-one']
const REGIONS = ['eu-west-1', 'us-east-1', 'ap-south-1']

/**
 * Makes requests of 100 events of about 260 bytes with six properties. Everything but the ids is written once;
 * each request then gets ids of its own by overwriting their digits in place, so that the generator costs next to
 * nothing beside the service under test.
 */
export class RequestBodies {
  readonly #templates: { bytes: Buffer; idOffsets: number[] }[]
  #next: number

  /** @param timestamp RFC 3339 text of the events' time; @param firstId the first id's number. */
  constructor(timestamp: string, firstId: number) {
    this.#templates = Array.from({ length: 64 }, (_, index) => makeTemplate(timestamp, index))
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

function makeTemplate(timestamp: string, index: number): { bytes: Buffer; idOffsets: number[] } {
  const events = Array.from({ length: EVENTS_PER_REQUEST }, (_, event) => {
    const seed = index * EVENTS_PER_REQUEST + event
    return {
      transaction_id: `req-${ID_MARK}-5f2c9a`,
      customer_id: `customer-${(seed * 7919) % 2000}`,
      event_type: seed % 3 === 0 ? 'api_call' : 'llm_request',
      timestamp,
      properties: {
        model: MODELS[seed % MODELS.length],
        region: REGIONS[seed % REGIONS.length],
        input_tokens: String((seed * 31) % 100_000),
        output_tokens: (seed * 17) % 5000,
        user_id: `user-${(seed * 13) % 5000}`,
        status: '200',
      },
    }
  })
  const bytes = Buffer.from(JSON.stringify(events))
  const idOffsets: number[] = []
  for (let at = bytes.indexOf(ID_MARK); at !== -1; at = bytes.indexOf(ID_MARK, at + 1)) idOffsets.push(at)
  return { bytes, idOffsets }
}
