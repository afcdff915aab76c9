/** The order in which the warehouse has groups: value by value by their bytes, a missing one last. */
export function compareGroups(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? null
    if (value === other) continue
    if (value === null) return 1
    if (other === null) return -1
    return Buffer.compare(Buffer.from(value), Buffer.from(other))
  }
  return 0
}
