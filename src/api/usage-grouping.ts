import type { z } from 'zod'
import type { groupedUsageBody } from '../../schemas/usage.ts'
import { invalid } from '../kernel/errors.ts'
import type { Metric } from '../catalog/billable-metrics/rows.ts'
import { refuseTwice } from '../catalog/refuse-twice.ts'
import { metricGroupKeys } from '../metrics/group-keys.ts'
import type { GroupFilter } from '../metrics/groups.ts'

/** By which properties usage is grouped, and which of their values are asked for. */
export interface Grouping {
  groupKey: string[]
  groupFilters: GroupFilter[]
}

/**
 * Reads how usage is to be grouped, in the present way (`group_key`, `group_filters`) or the old (`group_by`).
 * @throws Problem invalid where they clash, a name is given twice, or a filter is not on the key (semantics 23).
 */
export function readGrouping(body: z.output<typeof groupedUsageBody>): Grouping {
  const { group_key: groupKey = [], group_filters: filters = {}, group_by: groupBy } = body
  if (groupBy !== undefined) {
    if (body.group_key !== undefined || body.group_filters !== undefined) {
      throw invalid('group_by: cannot be given together with group_key or group_filters')
    }
    const values = groupBy.values === undefined ? [] : [{ property: groupBy.key, values: groupBy.values }]
    return { groupKey: [groupBy.key], groupFilters: values }
  }
  refuseTwice(groupKey, 'group_key')
  const stray = Object.keys(filters).find((name) => !groupKey.includes(name))
  if (stray !== undefined) throw invalid(`group_filters: ${JSON.stringify(stray)} is not in group_key`)
  // An empty list here means every value of the property, as Metronome has it.
  const groupFilters = Object.entries(filters)
    .filter(([, values]) => values.length > 0)
    .map(([property, values]) => ({ property, values }))
  return { groupKey, groupFilters }
}

/**
 * Holds names of groups to the columns of an SQL metric; a streaming metric's events are grouped by any property.
 * @param field where the names were given.
 * @throws Problem invalid, which tells the columns there are.
 */
export function requireGroups({ definition }: Metric, names: readonly string[], field: string): void {
  if (definition.kind === 'streaming') return
  const columns = metricGroupKeys(definition).flat()
  const unknown = names.find((name) => !columns.includes(name))
  if (unknown === undefined) return
  const known = columns.length === 0 ? 'none' : columns.map((name) => JSON.stringify(name)).join(', ')
  throw invalid(
    `${field}: ${JSON.stringify(unknown)} is not a column of the SQL metric besides its quantity; there are ${known}`,
  )
}
