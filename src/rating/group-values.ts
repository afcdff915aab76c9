import type { GroupValues } from './usage-line.ts'

/** A text of group values that is the same for equal ones, in whatever order they are. */
export function groupValuesText(values: GroupValues): string {
  if (Object.keys(values).length < 2) return JSON.stringify(values)
  const sorted = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify(Object.fromEntries(sorted))
}
