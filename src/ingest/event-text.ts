import type { StoredProperties } from './properties.ts'

/** The columns of `events` and `duplicate_events`, in the order in which rows are written. */
export const EVENT_COLUMNS = [
  'transaction_id',
  'customer_id',
  'event_type',
  'timestamp',
  'properties',
  'property_kinds',
  'properties_null',
  'accepted_at',
  'accepted_sequence',
] as const

/** The columns of `repeated_events`, in the order in which rows are written. */
export const REPEAT_COLUMNS = ['transaction_id', 'accepted_at', 'accepted_sequence'] as const

export interface EventParts {
  transactionId: string
  customerId: string
  eventType: string
  /** UTC to the microsecond, as the warehouse reads it. */
  timestampText: string
  properties: StoredProperties
}

/** An event's part of its row as tab-separated text: all columns but the last two, which its arrival gives. */
export function eventText({
  transactionId,
  customerId,
  eventType,
  timestampText,
  properties,
}: EventParts): string {
  let map = ''
  for (const [name, text] of properties.texts) {
    map += `${map === '' ? '' : ','}'${escaped(name)}':'${escaped(text)}'`
  }
  const nulls = properties.nulls.map((name) => `'${escaped(name)}'`).join(',')
  return `${escaped(transactionId)}\t${escaped(customerId)}\t${escaped(eventType)}\t${timestampText}\t{${map}}\t${properties.kinds}\t[${nulls}]`
}

/** The id as a row begins with it: escaped, so without tabs and line feeds, and equal for equal ids alone. */
export function eventKey(text: string): string {
  return text.slice(0, text.indexOf('\t'))
}

/** The whole row. @param acceptedAtText UTC to the millisecond, as the warehouse reads it. */
export function eventRow(text: string, acceptedAtText: string, sequence: number): string {
  return `${text}\t${acceptedAtText}\t${sequence}\n`
}

const SPECIAL = /[\\'\t\n\r\0\b\f]/
const EVERY_SPECIAL = new RegExp(SPECIAL, 'g')
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\\0',
  '\b': '\\b',
  '\f': '\\f',
}

/** The engine's escapes, the same for a field and for a quoted text within one. */
function escaped(text: string): string {
  return SPECIAL.test(text)
    ? text.replaceAll(EVERY_SPECIAL, (character) => ESCAPES[character] ?? character)
    : text
}
