import { Decimal } from '../kernel/decimal.ts'

/** Writes a value as JSON in which each decimal is `{"decimal": "…"}`, so that no digit is lost; a Map as an object. */
export function writeStored(value: unknown): string {
  const pieces: string[] = []
  add(pieces, value)
  return pieces.join('')
}

/** JSON that was written before. */
class Written {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
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

// In one pass, as each invoice of a batch is written so, and joined once: a text that is added to keeps its hundreds of pieces.
// Decimal has a toJSON, which JSON.stringify calls before any replacer.
function add(pieces: string[], value: unknown): void {
  if (typeof value === 'string') pieces.push(quoted(value))
  else if (typeof value === 'number') pieces.push(Number.isFinite(value) ? String(value) : 'null')
  else if (typeof value === 'object' && value !== null) addObject(pieces, value)
  else pieces.push(JSON.stringify(value) ?? 'null')
}

function addObject(pieces: string[], value: object): void {
  if (value instanceof Decimal) pieces.push('{"decimal":"', value.toFixed(), '"}')
  else if (value instanceof Written) pieces.push(value.text)
  else if (Array.isArray(value)) addArray(pieces, value)
  else if (value instanceof Map) addMap(pieces, value as Map<string, unknown>)
  else addRecord(pieces, value as Readonly<Record<string, unknown>>)
}

function addArray(pieces: string[], value: readonly unknown[]): void {
  let before = '['
  for (const item of value) {
    pieces.push(before)
    add(pieces, item)
    before = ','
  }
  pieces.push(value.length === 0 ? '[]' : ']')
}

function addMap(pieces: string[], value: ReadonlyMap<string, unknown>): void {
  let before = '{'
  for (const [name, item] of value) {
    pieces.push(before, quoted(nameOf(name, value.size)), ':')
    add(pieces, item)
    before = ','
  }
  pieces.push(before === '{' ? '{}' : '}')
}

/** What has no value is not said. */
function addRecord(pieces: string[], value: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(value)
  let before = '{'
  for (const name of names) {
    const item = value[name]
    if (item === undefined) continue
    pieces.push(before, quotedName(nameOf(name, names.length)), ':')
    add(pieces, item)
    before = ','
  }
  pieces.push(before === '{' ? '{}' : '}')
}

// The one name that would be taken for a decimal's, and what it is written as.
const ESCAPED = /^\\*decimal$/

function nameOf(name: string, count: number): string {
  return count === 1 && ESCAPED.test(name) ? `\\${name}` : name
}

const NAMES_MAX = 1000
const quotedNames = new Map<string, string>()

/** Names are few, and written over and over. */
function quotedName(name: string): string {
  const known = quotedNames.get(name)
  if (known !== undefined) return known
  const text = quoted(name)
  if (quotedNames.size < NAMES_MAX) quotedNames.set(name, text)
  return text
}

// Most texts need no escaping; to find that takes less time than JSON.stringify, by a quarter to two fifths.
const PLAIN_TEXT = /^[ !#-[\]-~]*$/

function quoted(text: string): string {
  return PLAIN_TEXT.test(text) ? `"${text}"` : JSON.stringify(text)
}
