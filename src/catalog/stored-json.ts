import { Decimal } from '../kernel/decimal.ts'

/** Writes a value as JSON in which each decimal is `{"decimal": "…"}`, so that no digit is lost. */
export function writeStored(value: unknown): string {
  return JSON.stringify(markDecimals(value))
}

/** Reads what `writeStored` wrote. */
export function readStored(text: string): unknown {
  const value: unknown = JSON.parse(text)
  // Most of what is stored has no decimal, and need not be looked through.
  return text.includes('decimal":') ? unmarkAll(value) : value
}

function unmarkAll(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(unmarkAll)
  const entries = Object.entries(value).map(([name, item]) => [name, unmarkAll(item)] as const)
  const [[name, item] = [undefined, undefined]] = entries
  if (entries.length === 1 && name === 'decimal') return new Decimal(String(item))
  return renameOnly(entries, /^\\+decimal$/, (escaped) => escaped.slice(1))
}

// Decimal has a toJSON, which JSON.stringify calls before any replacer.
function markDecimals(value: unknown): unknown {
  if (Decimal.isDecimal(value)) return { decimal: value.toFixed() }
  if (Array.isArray(value)) return value.map(markDecimals)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, item]) => [name, markDecimals(item)] as const)
  return renameOnly(entries, /^\\*decimal$/, (name) => `\\${name}`)
}

/** An object; where it has only one name, and it is one that would be taken for a decimal's, that is changed. */
function renameOnly(
  entries: readonly (readonly [string, unknown])[],
  pattern: RegExp,
  rename: (name: string) => string,
): unknown {
  const [first] = entries
  if (entries.length !== 1 || first === undefined || !pattern.test(first[0]))
    return Object.fromEntries(entries)
  return { [rename(first[0])]: first[1] }
}
