import { NumberText, numberText } from '../../../src/kernel/json.ts'
import type { JsonValue } from '../../support/oracle/json-value.ts'
import { compareBytes } from '../../support/oracle/order.ts'

/** An answer's value as `parseJson` gives it, in the model's form. */
export function readJsonValue(value: unknown): JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' || value instanceof NumberText) return { number: numberText(value) }
  if (Array.isArray(value)) return { array: value.map(readJsonValue) }
  if (typeof value !== 'object') throw new TypeError(`not JSON: ${typeof value}`)
  return { object: Object.entries(value).map(([name, item]) => [name, readJsonValue(item)]) }
}

/** The same value with the entries of its objects in one order, which says nothing in JSON. */
export function sortNames(value: JsonValue): JsonValue {
  if (value === null || typeof value !== 'object' || 'number' in value) return value
  if ('array' in value) return { array: value.array.map(sortNames) }
  const entries = value.object.map(([name, item]) => [name, sortNames(item)] as const)
  return { object: entries.toSorted(([a], [b]) => compareBytes(a, b)) }
}
