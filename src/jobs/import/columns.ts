import { NumberText, numberText, parseJson } from '../../kernel/json.ts'
import { ImportFailure, RowRefusal } from './failure.ts'

const FIELDS: readonly string[] = ['transaction_id', 'customer_id', 'event_type', 'timestamp']
const PROPERTIES = 'properties'
const PREFIX = 'properties.'

/** What a column holds: an event's own field, all properties, or one. */
interface Column {
  kind: 'field' | 'properties' | 'property'
  name: string
}

type Entries = [name: string, value: unknown][]

/** Makes an event of a row's values; a null value is absent. @throws RowRefusal. */
export type EventOfRow = (values: readonly unknown[]) => Record<string, unknown>

/**
 * Reads what a table's columns are: an event's own fields, `properties` as a whole (a map, a struct or JSON text),
 * and properties one by one, with or without the prefix `properties.`.
 * @throws ImportFailure where the columns do not make an event.
 */
export function eventColumns(names: readonly string[]): EventOfRow {
  const columns = names.map(readColumn)
  checkColumns(columns, names)
  return (values) => {
    const event: Record<string, unknown> = {}
    const single: Entries = []
    let whole: Entries = []
    for (const [index, { kind, name }] of columns.entries()) {
      const value = values[index]
      if (value === null) continue
      if (kind === 'field') event[name] = asText(value)
      else if (kind === 'property') single.push([name, value])
      else whole = wholeProperties(value)
    }
    event[PROPERTIES] = joinProperties(whole, single)
    return event
  }
}

function readColumn(name: string): Column {
  if (FIELDS.includes(name)) return { kind: 'field', name }
  if (name === PROPERTIES) return { kind: 'properties', name }
  return { kind: 'property', name: name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name }
}

function checkColumns(columns: readonly Column[], names: readonly string[]): void {
  const missing = FIELDS.filter((field) => !names.includes(field))
  if (missing.length > 0) {
    throw new ImportFailure(`there is no column ${missing.join(', ')}; the columns are ${names.join(', ')}`)
  }
  const keys = columns.map(({ kind, name }) => `${kind} ${name}`)
  const repeated = keys.find((key, index) => keys.indexOf(key) !== index)
  if (repeated !== undefined) throw new ImportFailure(`two columns give the ${repeated}`)
  if (columns.some(({ name }) => name === '')) throw new ImportFailure('a column has no name')
}

/** An id that the file holds as a number is its text. */
function asText(value: unknown): unknown {
  return typeof value === 'number' || value instanceof NumberText ? numberText(value) : value
}

function wholeProperties(value: unknown): Entries {
  const isText = typeof value === 'string'
  const parsed = isText ? parseJson(value) : value
  if (Object.prototype.toString.call(parsed) !== '[object Object]' || parsed instanceof NumberText) {
    throw new RowRefusal('properties: expected an object')
  }
  // A struct has all its fields in every row, so null is how it leaves one out.
  return Object.entries(parsed as object).filter(([, item]) => isText || item !== null)
}

function joinProperties(whole: Entries, single: Entries): Record<string, unknown> {
  const twice = whole.find(([name]) => single.some(([other]) => other === name))
  if (twice !== undefined) throw new RowRefusal(`properties: ${twice[0]} is given twice`)
  return Object.fromEntries([...whole, ...single])
}
