/** Compares texts by their UTF-8 bytes, which is not how JavaScript compares strings. */
export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** Compares group values from the first to the last: ascending, null last (semantics 21). */
export function compareGroups(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? null
    if (left === right) continue
    if (left === null) return 1
    if (right === null) return -1
    return compareBytes(left, right)
  }
  return 0
}
