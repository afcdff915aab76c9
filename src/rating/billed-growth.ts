import { ZERO } from '../kernel/decimal.ts'
import { rangeHolds } from '../kernel/window.ts'
import { groupValuesText, isUnkeyed, nameGroups } from './group-values.ts'
import { joinGrowth, MeteredGrowth, NO_GROWTH, type GrowthSeries } from './growth.ts'
import { billedQuantity } from './quantity.ts'
import type { MeteredSeries } from './metered-series.ts'
import type { GroupValues, UsageProduct, UsageProductVersion } from './usage-line.ts'

/** What one group of a product was billed, in the units of its lines. */
export interface GroupGrowth {
  pricingGroupValues: GroupValues
  presentationGroupValues: GroupValues
  growth: GrowthSeries
}

/**
 * Turns what was metered into what is billed: each cumulative quantity is converted and rounded as a whole, so that
 * the segments add up to the period's (semantics 24), and a segment takes the difference to the one before. A version
 * counts only what its own measure grew while it was in force. Versions with the same keys and values share a group.
 * @param metered one of each version and group, in any order.
 * @returns in the order of the groups' values; where a version has no keys, its one group is there without usage, too.
 */
export function billedGrowth(
  { versions }: UsageProduct<unknown>,
  metered: readonly MeteredSeries[],
): GroupGrowth[] {
  const found = new Map<unknown, GroupGrowth>()
  const groupOf = (version: UsageProductVersion, groups: MeteredSeries['groups']) => {
    const values = nameGroups(version, groups)
    const key = versions.length > 1 ? namedKey(values) : groupsKey(groups)
    const group = found.get(key) ?? { ...values, growth: NO_GROWTH }
    found.set(key, group)
    return group
  }
  for (const [index, version] of versions.entries()) {
    if (isUnkeyed(version)) groupOf(version, [])
    for (const series of metered) {
      if (series.version !== index) continue
      const start = series.segmentStarts.findIndex((at) => rangeHolds(version.period, at))
      if (start < 0) continue
      const group = groupOf(version, series.groups)
      group.growth = joinGrowth(group.growth, growthAfter(group.growth, version, series, start))
    }
  }
  return [...found.values()].sort(compareGroups)
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

/**
 * What a version measured of a group while it was in force.
 * @param earlier what the versions before it measured.
 * @param start the place of the first segment within that time.
 */
function growthAfter(
  earlier: GrowthSeries,
  version: UsageProductVersion,
  series: MeteredSeries,
  start: number,
): GrowthSeries {
  const { segmentStarts } = series
  const { quantityConversion, quantityRounding } = version
  const billedAt = (place: number) =>
    billedQuantity(series.cumulativeAt(place), quantityConversion, quantityRounding)
  // Counted on from where the versions before it came to, less what it had measured before it was in force.
  const position = earlier.segmentStarts.length === 0 ? ZERO : earlier.toAt(earlier.segmentStarts.length - 1)
  const base = start === 0 ? position : position.minus(billedAt(start - 1))
  const end = segmentStarts.findLastIndex((at) => rangeHolds(version.period, at)) + 1
  return new MeteredGrowth(
    end - start === segmentStarts.length ? segmentStarts : segmentStarts.slice(start, end),
    position,
    base.isZero() && start === 0 ? billedAt : (place) => base.plus(billedAt(start + place)),
  )
}
