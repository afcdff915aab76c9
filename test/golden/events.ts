import { EVENT_COLUMNS, eventRow, eventText } from '../../src/ingest/event-text.ts'
import { storeProperties } from '../../src/ingest/properties.ts'
import type { TextInsert } from '../../src/warehouse/insert-text.ts'

type Row = [id: string, type: string, time: string, properties: Record<string, unknown>]

const events: readonly Row[] = [
  ['e1', 'request', '2024-08-01 10:00:00', { tokens: '10', user: 'ann' }],
  ['e2', 'request', '2024-08-01 10:30:00', { tokens: '1e3', user: 'bob', "it's": 'z' }],
  ['e3', 'request', '2024-08-02 00:00:00', { tokens: '.5', user: '' }],
  ['e4', 'request', '2024-08-02 00:00:00', { tokens: '1.2.3', user: 'ann', "it's": 'z', gone: '' }],
  ['e5', 'request', '2024-08-03 00:00:00', { tokens: null, "it's": "a'b\\c" }],
  ['e6', 'seats', '2024-08-04 00:00:00', { seats: 9 }],
  ['e7', 'seats', '2024-08-04 00:00:00', { seats: 4 }],
]

/** The few events that the golden metrics are executed over, numbered from 1 in order of arrival. */
export const goldenEvents: TextInsert = {
  table: 'events',
  columns: EVENT_COLUMNS,
  token: 'golden',
  body: Buffer.from(
    events
      .map(([transactionId, eventType, timestampText, properties], index) => {
        const stored = storeProperties(properties)
        const text = eventText({ transactionId, customerId: 'acme', eventType, timestampText, properties: stored })
        return eventRow(text, '2024-08-05 00:00:00.000', index + 1)
      })
      .join(''),
  ),
}
