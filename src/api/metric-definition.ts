import type { z } from 'zod'
import type { createMetricBody } from '../../schemas/billable-metrics.ts'
import { invalid } from '../kernel/errors.ts'
import type { MetricDefinition, ValueFilter } from '../metrics/definition.ts'

type Body = z.output<typeof createMetricBody>

/**
 * Reads what a new metric is, streaming or SQL.
 * @throws Problem invalid where it is both or neither.
 */
export function readDefinition(body: Body): MetricDefinition {
  if (body.sql !== undefined) {
    const stray = STREAMING_FIELDS.find((field) => body[field] !== undefined)
    if (stray !== undefined) throw invalid(`${stray}: cannot be given together with sql`)
    return { kind: 'sql', text: body.sql }
  }
  if (body.aggregation_type === undefined) throw invalid('aggregation_type: is required, unless sql is given')
  return {
    kind: 'streaming',
    aggregation: body.aggregation_type,
    aggregationKey: body.aggregation_key ?? null,
    eventTypeFilter: readValues(body.event_type_filter ?? {}),
    propertyFilters: (body.property_filters ?? []).map((filter) => ({
      name: filter.name,
      exists: filter.exists ?? null,
      ...readValues(filter),
    })),
    groupKeys: body.group_keys ?? [],
  }
}

const STREAMING_FIELDS = [
  'aggregation_type',
  'aggregation_key',
  'event_type_filter',
  'property_filters',
  'group_keys',
] as const satisfies readonly (keyof Body)[]

function readValues(filter: {
  in_values?: string[] | undefined
  not_in_values?: string[] | undefined
}): ValueFilter {
  return { inValues: filter.in_values ?? null, notInValues: filter.not_in_values ?? null }
}
