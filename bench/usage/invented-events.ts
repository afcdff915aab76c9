/**
 * The events that the bench invents, by number: the same in SQL, which makes them in the engine, and in TypeScript, which
 * adds them up. Both draw with the same mixing of 32 bits, and amounts are whole numbers of millionths until they are
 * written.
 */
export const CUSTOMERS = 2000
export const EVENT_TYPES = ['llm_request', 'embedding', 'transcription', 'image', 'storage_write'] as const
export const MODELS = [
  'gpt-small',
  'gpt-large',
  'gpt-mini',
  'claude-m',
  'claude-l',
  'llama-8b',
  'llama-70b',
  'other',
]
export const REGIONS = ['eu-west-1', 'us-east-1', 'ap-south-1', 'us-west-2', 'eu-north-1']
const USERS = 50_000
/** Every fiftieth event is offered twice. */
export const DUPLICATE_EVERY = 50

export const FROM = Date.UTC(2026, 2, 1)
const DAYS = 61
const SECONDS = DAYS * 86_400
/** The month that is asked for. */
export const MONTH = { from: Date.UTC(2026, 3, 1), to: Date.UTC(2026, 4, 1) }
export const METRIC_TYPE = EVENT_TYPES[0]

const MILLION = 1_000_000
const SALT_STEP = 2_654_435_761
const WHOLE_MAX = 10_000

/** What is drawn for an event; each has bits of its own. */
const DRAWS = [
  'customer',
  'type',
  'micros',
  'whole',
  'form',
  'fraction',
  'model',
  'region',
  'user',
  'status',
  'latency',
] as const
type Draw = (typeof DRAWS)[number]

export interface InventedEvent {
  customer: number
  type: number
  /** Seconds since `FROM`. */
  second: number
  /** The amount's whole part, and its fraction in millionths. */
  whole: number
  fraction: number
  model: number
  region: number
  user: number
}

/** The event of a number among so many. */
export function inventEvent(number: number, events: number): InventedEvent {
  const draw = (name: Draw) => mix(number, DRAWS.indexOf(name))
  const share = draw('customer') / 2 ** 32
  const form = draw('form') % 4
  return {
    // The first customer has most of the events, the last ones few.
    customer: Math.floor(CUSTOMERS * share * share * share),
    type: draw('type') % EVENT_TYPES.length,
    second: Math.floor((number * SECONDS) / events),
    whole: draw('whole') % WHOLE_MAX,
    // Half of the amounts are whole numbers, a quarter each has 3 and 6 fractional digits.
    fraction: form < 2 ? 0 : form === 2 ? (draw('fraction') % 1000) * 1000 : draw('fraction') % MILLION,
    model: draw('model') % MODELS.length,
    region: draw('region') % REGIONS.length,
    user: draw('user') % USERS,
  }
}

function mix(number: number, draw: number): number {
  let bits = (number + (draw + 1) * SALT_STEP) >>> 0
  bits = Math.imul(bits ^ (bits >>> 16), 2_246_822_507)
  bits = Math.imul(bits ^ (bits >>> 13), 3_266_489_909)
  return (bits ^ (bits >>> 16)) >>> 0
}

export function customerName(customer: number): string {
  return `customer-${String(customer).padStart(4, '0')}`
}

/**
 * A SELECT of the same events: transaction_id, customer, type, at, amount, model, region, user_id, status, latency_ms and
 * number.
 */
export function eventsSql(from: number, count: number, events: number): string {
  const draw = (name: Draw) => {
    const salt = (DRAWS.indexOf(name) + 1) * SALT_STEP
    const first = `toUInt32(number + ${salt})`
    return `arrayMap(h -> bitXor(h, bitShiftRight(h, 16)), arrayMap(h -> toUInt32(bitXor(h, bitShiftRight(h, 13)) * 3266489909),
      arrayMap(h -> toUInt32(bitXor(h, bitShiftRight(h, 16)) * 2246822507), [${first}])))[1]`
  }
  const oneOf = (values: readonly string[], name: Draw) =>
    `[${values.map((value) => `'${value}'`).join(', ')}][1 + ${draw(name)} % ${values.length}]`
  return `
    SELECT
      number,
      concat('req-', leftPad(toString(number), 12, '0'), '-5f2c9a') AS transaction_id,
      ${draw('customer')} / 4294967296 AS share,
      concat('customer-', leftPad(toString(toUInt32(floor(${CUSTOMERS} * share * share * share))), 4, '0')) AS customer,
      ${oneOf(EVENT_TYPES, 'type')} AS type,
      fromUnixTimestamp64Micro(toInt64((${FROM / 1000} + intDiv(number * ${SECONDS}, ${events})) * 1000000 + ${draw('micros')} % 1000000), 'UTC') AS at,
      ${draw('form')} % 4 AS form,
      concat(
        toString(${draw('whole')} % ${WHOLE_MAX}),
        multiIf(
          form < 2, '',
          form = 2, concat('.', leftPad(toString(${draw('fraction')} % 1000), 3, '0')),
          concat('.', leftPad(toString(${draw('fraction')} % 1000000), 6, '0'))
        )
      ) AS amount,
      ${oneOf(MODELS, 'model')} AS model,
      ${oneOf(REGIONS, 'region')} AS region,
      concat('user-', toString(${draw('user')} % ${USERS})) AS user_id,
      ${oneOf(['200', '200', '200', '200', '200', '200', '429', '500'], 'status')} AS status,
      toString(${draw('latency')} % 5000) AS latency_ms
    FROM numbers(${from}, ${count})`
}
