import { Decimal } from '../kernel/decimal.ts'

/** Writes a value as JSON in which each decimal is `{"decimal": "…"}`, so that no digit is lost; a Map as an object. */
export function writeStored(value: unknown): string {
  const text = textOf(value) ?? 'null'
  // A text keeps the hundreds of pieces that it was put together of until it is read for the first time.
  text.charCodeAt(0)
  return text
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

// In one pass, as each invoice of a batch is written so. Decimal has a toJSON, which JSON.stringify calls before any replacer.
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null'
  if (value === null) return 'null'
  return typeof value === 'object' ? objectText(value) : JSON.stringify(value)
}

function objectText(value: object): string {
  if (value instanceof Decimal) return `{"decimal":"${value.toFixed()}"}`
  if (Array.isArray(value)) return arrayText(value)
  if (value instanceof Written) return value.text
  return value instanceof Map ? mapText(value as Map<string, unknown>) : recordText(value)
}

function arrayText(value: readonly unknown[]): string {
  let text = ''
  for (const item of value) text += `${text === '' ? '' : ','}${textOf(item) ?? 'null'}`
  return `[${text}]`
}

function mapText(value: ReadonlyMap<string, unknown>): string {
  let text = ''
  for (const [name, item] of value) {
    const itemText = textOf(item)
    if (itemText !== undefined) {
      text += `${text === '' ? '' : ','}${quoted(nameOf(name, value.size))}:${itemText}`
    }
  }
  return `{${text}}`
}

function recordText(value: object): string {
  const names = Object.keys(value)
  let text = ''
  for (const name of names) {
    const itemText = textOf((value as Record<string, unknown>)[name])
    if (itemText !== undefined) {
      text += `${text === '' ? '' : ','}${quotedName(nameOf(name, names.length))}:${itemText}`
    }
  }
  return `{${text}}`
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
