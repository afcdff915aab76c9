import { Decimal } from '../kernel/decimal.ts'

/** Writes a value as JSON in which each decimal is `{"decimal": "…"}`, so that no digit is lost; a Map as an object. */
export function writeStored(value: unknown): string {
  // Nothing is trimmed: a text that was added to keeps its hundreds of pieces until it is read, and that reads it.
  return textOf(value).trimEnd()
}

/** JSON that was written before. */
class Written {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** What is said of a field in place of its value; undefined where it is not said. */
type Replacer = (name: string, value: unknown) => unknown

/** A record of which something else is said. */
class Replaced {
  readonly record: object
  readonly replacer: Replacer
  constructor(record: object, replacer: Replacer) {
    this.record = record
    this.replacer = replacer
  }
}

/** The record that `replacer` makes of another for `writeStored`, without making it. */
export function replaced(record: object, replacer: Replacer): unknown {
  return new Replaced(record, replacer)
}

const writtenByValue = new WeakMap<object, Written>()

/**
 * The same for `writeStored` as an object that many documents say, and written once for all of them.
 * @param value nobody changes it.
 */
export function writtenOnce(value: object): unknown {
  const written = writtenByValue.get(value) ?? new Written(writeStored(value))
  writtenByValue.set(value, written)
  return written
}

/** Reads what `writeStored` wrote. */
export function readStored(text: string): unknown {
  const value: unknown = JSON.parse(text)
  // Most of what is stored has no decimal, and need not be looked through.
  return text.includes('decimal":') ? unmarkAll(value) : value
}

// In place, as nobody else has what was just parsed: new objects would cost twice as much as the parsing.
function unmarkAll(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) value[index] = unmarkAll(item)
    return value
  }
  const object = value as Record<string, unknown>
  const names = Object.keys(object)
  const [name = ''] = names
  if (names.length === 1 && name === 'decimal') return new Decimal(String(object[name]))
  if (names.length === 1 && ESCAPED.test(name)) return { [name.slice(1)]: unmarkAll(object[name]) }
  for (const one of names) {
    const item = object[one]
    if (typeof item === 'object' && item !== null) object[one] = unmarkAll(item)
  }
  return object
}

// By adding to one text, as each invoice of a batch is written so: a list of pieces, which is joined, takes longer.
// Decimal has a toJSON, which JSON.stringify calls before any replacer.
function textOf(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null'
  if (value === null) return 'null'
  return typeof value === 'object' ? textOfObject(value) : (JSON.stringify(value) ?? 'null')
}

function textOfObject(value: object): string {
  if (value instanceof Written) return value.text
  if (value instanceof Decimal) return `{"decimal":"${value.toFixed()}"}`
  if (Array.isArray(value)) return textOfArray(value)
  if (value instanceof Map) return textOfMap(value as Map<string, unknown>)
  return value instanceof Replaced ? textOfRecord(value.record, value.replacer) : textOfRecord(value, null)
}

function textOfArray(value: readonly unknown[]): string {
  let text = '['
  for (const item of value) text += text === '[' ? textOf(item) : `,${textOf(item)}`
  return `${text}]`
}

function textOfMap(value: ReadonlyMap<string, unknown>): string {
  let text = '{'
  for (const [name, item] of value) {
    const said = `${quoted(nameOf(name, value.size))}:${textOf(item)}`
    text += text === '{' ? said : `,${said}`
  }
  return `${text}}`
}

/** What has no value is not said. */
function textOfRecord(value: object, replacer: Replacer | null): string {
  const record = value as Readonly<Record<string, unknown>>
  const names = Object.keys(record)
  let text = ''
  for (const name of names) {
    const item = replacer === null ? record[name] : replacer(name, record[name])
    if (item === undefined) continue
    const { first, next } = openingsOf(nameOf(name, names.length))
    text += (text === '' ? first : next) + textOf(item)
  }
  return text === '' ? '{}' : `${text}}`
}

// The one name that would be taken for a decimal's, and what it is written as.
const ESCAPED = /^\\*decimal$/

function nameOf(name: string, count: number): string {
  return count === 1 && ESCAPED.test(name) ? `\\${name}` : name
}

const NAMES_MAX = 1000
const openingsByName = new Map<string, { first: string; next: string }>()

/** What comes before the value of a record's first field, and of another one. Names are few, and written over and over. */
function openingsOf(name: string): { first: string; next: string } {
  const known = openingsByName.get(name)
  if (known !== undefined) return known
  const openings = { first: `{${quoted(name)}:`, next: `,${quoted(name)}:` }
  if (openingsByName.size < NAMES_MAX) openingsByName.set(name, openings)
  return openings
}

// Most texts need no escaping; to find that takes less time than JSON.stringify, by a quarter to two fifths.
const PLAIN_TEXT = /^[ !#-[\]-~]*$/

function quoted(text: string): string {
  return PLAIN_TEXT.test(text) ? `"${text}"` : JSON.stringify(text)
}
