import type { SortKey } from './tree.ts'
import { compareValues, type SqlValue } from './values.ts'

/** Compares two rows by the values of their sort keys. */
export function compareByKeys(
  a: readonly SqlValue[],
  b: readonly SqlValue[],
  keys: readonly SortKey<unknown>[],
): number {
  for (const [index, { isDescending, nulls }] of keys.entries()) {
    const [left = null, right = null] = [a[index], b[index]]
    if (left === null && right === null) continue
    if (left === null || right === null) {
      const isNullFirst = (nulls ?? (isDescending ? 'first' : 'last')) === 'first'
      return (left === null) === isNullFirst ? -1 : 1
    }
    const order = compareValues(left, right)
    if (order !== 0) return isDescending ? -order : order
  }
  return 0
}
