import { ZERO } from '../kernel/decimal.ts'
import { groupValuesText } from './group-values.ts'
import { MeteredGrowth, type Growth } from './growth.ts'
import { billedQuantity } from './quantity.ts'
import type { CumulativeQuantity, GroupValues, UsageProduct, UsageProductVersion } from './usage-line.ts'

/** What one group of a product was billed, in the units of its lines. */
export interface GroupGrowth {
  pricingGroupValues: GroupValues
  presentationGroupValues: GroupValues
  /** In order of time, at most one an instant. */
  growth: readonly Growth[]
}

/**
 * Turns what was metered into what is billed: each cumulative quantity is converted and rounded as a whole, so that
 * the segments add up to the period's (semantics 24), and a segment takes the difference to the one before. A version
 * counts only what its own measure grew while it was in force. Versions with the same keys and values share a group.
 * @param quantities in any order.
 * @returns in the order of the groups' values; where a version has no keys, its one group is there without usage, too.
 */
export function billedGrowth(
  { versions }: UsageProduct<unknown>,
  quantities: readonly CumulativeQuantity[],
): GroupGrowth[] {
  const found = new Map<unknown, MeteredGroup>()
  const groupOf = (version: UsageProductVersion, groups: CumulativeQuantity['groups']) => {
    const values = nameGroups(version, groups)
    const key = versions.length > 1 ? namedKey(values) : groupsKey(groups)
    const group = found.get(key) ?? { ...values, growth: [] }
    found.set(key, group)
    return group
  }
  for (const [index, version] of versions.entries()) {
    if (isUnkeyed(version)) groupOf(version, [])
    for (const rows of rowsByGroup(quantities, index).values()) {
      const start = rows.findIndex((row) => isWithin(version, row))
      if (start < 0) continue
      const group = groupOf(version, rows[0]?.groups ?? [])
      const own = growthAfter(group.growth.at(-1) ?? null, version, rows, start)
      group.growth = group.growth.length === 0 ? own : [...group.growth, ...own]
    }
  }
  return [...found.values()].sort(compareGroups)
}

interface MeteredGroup extends GroupGrowth {
  growth: MeteredGrowth[]
}

/** What a version measured, by the groups, in order of time. */
function rowsByGroup(
  quantities: readonly CumulativeQuantity[],
  version: number,
): Map<unknown, CumulativeQuantity[]> {
  const found = new Map<unknown, CumulativeQuantity[]>()
  for (const row of quantities) {
    if (row.version !== version) continue
    const key = groupsKey(row.groups)
    const own = found.get(key)
    if (own === undefined) found.set(key, [row])
    else own.push(row)
  }
  for (const rows of found.values()) rows.sort((a, b) => a.segmentStart - b.segmentStart)
  return found
}

/** By the values, in the order of their keys; null last. */
function compareGroups(a: GroupGrowth, b: GroupGrowth): number {
  const [left, right] = [valuesOf(a), valuesOf(b)]
  for (const [index, value] of left.entries()) {
    const other = right[index]
    if (value === other) continue
    if (value === null || other === undefined) return 1
    if (other === null) return -1
    return value < other ? -1 : 1
  }
  return left.length - right.length
}

function valuesOf({ pricingGroupValues, presentationGroupValues }: GroupGrowth): (string | null)[] {
  return Object.values(pricingGroupValues).concat(Object.values(presentationGroupValues))
}

/** A value that is the same for the same groups; most have one, which is its own. */
function groupsKey(groups: readonly (string | null)[]): string | null | undefined {
  return groups.length > 1 ? JSON.stringify(groups) : groups[0]
}

/** The same for the same groups, whatever the order in which a version has its keys. */
function namedKey(values: Omit<GroupGrowth, 'growth'>): string {
  return JSON.stringify(Object.values(values).map(groupValuesText))
}

/** Whether a version has neither a pricing nor a presentation group key. */
function isUnkeyed({ pricingGroupKey, presentationGroupKey }: UsageProductVersion): boolean {
  return pricingGroupKey.length + presentationGroupKey.length === 0
}

const NO_VALUES: GroupValues = {}

/** Names the values of a row's groups. */
function nameGroups(
  { pricingGroupKey, presentationGroupKey }: UsageProductVersion,
  groups: readonly (string | null)[],
): Omit<GroupGrowth, 'growth'> {
  const named = (names: readonly string[], values: readonly (string | null)[]): GroupValues =>
    names.length === 0
      ? NO_VALUES
      : Object.fromEntries(names.map((name, index) => [name, values[index] ?? null]))
  return {
    pricingGroupValues: named(pricingGroupKey, groups),
    presentationGroupValues: named(presentationGroupKey, groups.slice(pricingGroupKey.length)),
  }
}

/**
 * What a version measured of a group while it was in force.
 * @param last what the versions before it measured at last; null where they measured nothing.
 * @param rows in order of time.
 * @param start which of them is the first within that time.
 */
function growthAfter(
  last: MeteredGrowth | null,
  version: UsageProductVersion,
  rows: readonly CumulativeQuantity[],
  start: number,
): MeteredGrowth[] {
  const { quantityConversion, quantityRounding } = version
  const billed = ({ cumulative }: CumulativeQuantity) =>
    billedQuantity(cumulative, quantityConversion, quantityRounding)
  // Counted on from where the versions before it came to, less what it had measured before it was in force.
  const [position, rowBefore] = [last?.to ?? ZERO, rows[start - 1]]
  const base = rowBefore === undefined ? position : position.minus(billed(rowBefore))
  const positionOf = base.isZero() ? billed : (row: CumulativeQuantity) => base.plus(billed(row))
  let before = last
  return rows
    .slice(start, rows.findLastIndex((row) => isWithin(version, row)) + 1)
    .map((row) => (before = new MeteredGrowth(row, before, positionOf)))
}

function isWithin({ period }: UsageProductVersion, { segmentStart }: CumulativeQuantity): boolean {
  return period.from <= segmentStart && segmentStart < period.to
}
