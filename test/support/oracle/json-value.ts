/** A JSON value that keeps each number's text and each object's entries as they were written. */
export type JsonValue =
  | null
  | boolean
  | string
  | { readonly number: string }
  | { readonly array: readonly JsonValue[] }
  | { readonly object: readonly JsonEntry[] }

export type JsonEntry = readonly [name: string, value: JsonValue]

/** What may differ in the text of one JSON value. */
export interface JsonSpelling {
  /** Writes every character of a string as an escape. */
  isEscaped: boolean
  isSpaced: boolean
}

const SHORTEST: JsonSpelling = { isEscaped: false, isSpaced: false }

/** The JSON text of a value, every number as it was written. */
export function writeJsonValue(value: JsonValue, spelling: JsonSpelling = SHORTEST): string {
  if (typeof value === 'string') return spelling.isEscaped ? writeEscaped(value) : JSON.stringify(value)
  if (value === null || typeof value !== 'object') return String(value)
  if ('number' in value) return value.number
  const space = spelling.isSpaced ? ' \n\t\r' : ''
  const write = (item: JsonValue) => `${space}${writeJsonValue(item, spelling)}${space}`
  if ('array' in value) return `[${value.array.map(write).join(',')}]`
  return `{${value.object.map(([name, item]) => `${write(name)}:${write(item)}`).join(',')}}`
}

function writeEscaped(text: string): string {
  const escapes = [...Array(text.length).keys()].map(
    (index) => `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`,
  )
  return `"${escapes.join('')}"`
}

/** The text a metric sees of a property (semantics 8); null where it is missing or null. */
export function propertyText(value: JsonValue | undefined): string | null {
  if (value === undefined || value === null) return null
  return typeof value === 'string' ? value : writeJsonValue(value)
}
