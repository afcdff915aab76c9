/** A row of the events table. */
export type StoredEvent = Readonly<Record<string, unknown>>

/** What marks a value that no query over the source may show. */
export const CANARY = /canary|98765\d/i

/** The customer's events in the window, the same in both databases. */
export function ownEvents(): StoredEvent[] {
  return Array.from({ length: 12 }, (_, place) =>
    stored({
      transaction_id: `own-${place}`,
      customer_id: 'me',
      event_type: place % 3 === 0 ? 'call' : 'Call',
      timestamp: `2024-01-10 ${String(place * 2).padStart(2, '0')}:30:00.000000`,
      properties: {
        tokens: String(place * 1.5),
        model: place % 2 === 0 ? 'large' : 'small',
        huge: '9e37',
        long: 'a'.repeat(3_000),
        a: '{"b":{"c":1}}',
      },
    }),
  )
}

/** Other customers' events, and the same customer's in other windows, all with canaries. */
export function otherEvents(seed: number, count: number): StoredEvent[] {
  return Array.from({ length: count }, (_, place) => place).flatMap((place) => [
    canary(seed, place, 'other', '2024-01-10 05:00:00.000000'),
    canary(seed, place, 'canary-customer', '2024-01-10 07:00:00.000000'),
    canary(seed, place, 'me', '2024-01-09 23:59:59.999999'),
    canary(seed, place, 'me', '2024-01-11 00:00:00.000000'),
  ])
}

function canary(seed: number, place: number, customer: string, timestamp: string): StoredEvent {
  return stored({
    transaction_id: `canary-${seed}-${place}-${customer}-${timestamp}`,
    customer_id: customer,
    event_type: place % 2 === 0 ? 'call' : `canary-type-${seed}`,
    timestamp,
    properties: {
      tokens: `98765${seed}${place}`,
      model: `CANARY ${seed} ${place}`,
      canary: `98765${seed}`,
    },
  })
}

function stored(event: {
  transaction_id: string
  customer_id: string
  event_type: string
  timestamp: string
  properties: Readonly<Record<string, string>>
}): StoredEvent {
  return {
    ...event,
    property_kinds: 's'.repeat(Object.keys(event.properties).length),
    properties_null: [],
    accepted_at: '2024-01-12 00:00:00.000',
    accepted_sequence: 1,
  }
}
