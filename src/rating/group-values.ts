import type { GroupValues, UsageProductVersion } from './usage-line.ts'

type GroupKeys = Pick<UsageProductVersion, 'pricingGroupKey' | 'presentationGroupKey'>

/** A text of group values that is the same for equal ones, in whatever order they are. */
export function groupValuesText(values: GroupValues): string {
  if (Object.keys(values).length < 2) return JSON.stringify(values)
  const sorted = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify(Object.fromEntries(sorted))
}

/** Whether a version of a product has neither a pricing nor a presentation group key. */
export function isUnkeyed({ pricingGroupKey, presentationGroupKey }: GroupKeys): boolean {
  return pricingGroupKey.length + presentationGroupKey.length === 0
}

/** Whether group values are of a version of a product: its keys are theirs. Usage of another one is in other groups. */
export function areOfVersion(
  values: { pricingGroupValues: GroupValues; presentationGroupValues: GroupValues },
  { pricingGroupKey, presentationGroupKey }: GroupKeys,
): boolean {
  return (
    areOfKey(values.pricingGroupValues, pricingGroupKey) &&
    areOfKey(values.presentationGroupValues, presentationGroupKey)
  )
}

/** Whether there is a value, or null, for each name of a group key, and for no other. */
export function areOfKey(values: GroupValues, key: readonly string[]): boolean {
  return key.length === Object.keys(values).length && key.every((name) => Object.hasOwn(values, name))
}

const NO_VALUES: GroupValues = {}

/** Names values of a version's pricing group key, then of its presentation group key. */
export function nameGroups(
  { pricingGroupKey, presentationGroupKey }: GroupKeys,
  groups: readonly (string | null)[],
): { pricingGroupValues: GroupValues; presentationGroupValues: GroupValues } {
  const named = (names: readonly string[], values: readonly (string | null)[]): GroupValues =>
    names.length === 0
      ? NO_VALUES
      : Object.fromEntries(names.map((name, index) => [name, values[index] ?? null]))
  return {
    pricingGroupValues: named(pricingGroupKey, groups),
    presentationGroupValues: named(presentationGroupKey, groups.slice(pricingGroupKey.length)),
  }
}
