import type { z } from 'zod'
import * as wire from '../../../schemas/billable-metrics.ts'
import { archiveMetric } from '../../catalog/billable-metrics/archive.ts'
import { createMetric } from '../../catalog/billable-metrics/create.ts'
import { getMetric } from '../../catalog/billable-metrics/get.ts'
import { listMetrics } from '../../catalog/billable-metrics/list.ts'
import type { Metric } from '../../catalog/billable-metrics/rows.ts'
import { formatInstant } from '../../kernel/instant.ts'
import type { MetricDefinition, PropertyFilter, ValueFilter } from '../../metrics/definition.ts'
import { viewName } from '../../metrics/view.ts'
import { serve, type Api } from '../serve.ts'

/** Billable metrics: what is counted, each a view in the warehouse. */
export function billableMetricRoutes(api: Api): void {
  serve(api, wire.createMetric, async ({ environment, body }) => {
    const id = await createMetric(environment, {
      name: body.name,
      definition: fromWire(body),
      afterSequence: body.applies_from === 'creation' ? environment.ingest.lastSequence() : null,
      customFields: body.custom_fields ?? {},
    })
    return { data: { id } }
  })

  serve(api, wire.getMetric, async ({ environment, params }) => ({
    data: toWireMetric(await getMetric(environment, params.billable_metric_id)),
  }))

  serve(api, wire.listMetrics, async ({ environment, query }) => {
    const page = await listMetrics(environment, {
      limit: query.limit,
      next_page: query.next_page,
      includeArchived: query.include_archived ?? false,
    })
    return { ...page, data: page.data.map(toWireMetric) }
  })

  serve(api, wire.archiveMetric, async ({ environment, body }) => {
    await archiveMetric(environment, body.id)
    return { data: { id: body.id } }
  })
}

/** A metric as responses show it. */
export function toWireMetric(metric: Metric): z.output<typeof wire.metric> {
  const { aggregation, aggregationKey, eventTypeFilter, propertyFilters, groupKeys } = metric.definition
  return {
    id: metric.id,
    name: metric.name,
    aggregation_type: aggregation,
    ...(aggregationKey === null ? {} : { aggregation_key: aggregationKey }),
    event_type_filter: toWireValues(eventTypeFilter),
    property_filters: propertyFilters.map(toWireFilter),
    group_keys: groupKeys.map((key) => [...key]),
    custom_fields: metric.customFields,
    ...(metric.archivedAt === null ? {} : { archived_at: formatInstant(metric.archivedAt) }),
    applies_from: metric.afterSequence === null ? 'history' : 'creation',
    view: viewName(metric.id),
  }
}

function fromWire(body: z.output<typeof wire.createMetricBody>): MetricDefinition {
  return {
    aggregation: body.aggregation_type,
    aggregationKey: body.aggregation_key ?? null,
    eventTypeFilter: fromWireValues(body.event_type_filter ?? {}),
    propertyFilters: (body.property_filters ?? []).map((filter) => ({
      name: filter.name,
      exists: filter.exists ?? null,
      ...fromWireValues(filter),
    })),
    groupKeys: body.group_keys ?? [],
  }
}

function fromWireValues(filter: {
  in_values?: string[] | undefined
  not_in_values?: string[] | undefined
}): ValueFilter {
  return { inValues: filter.in_values ?? null, notInValues: filter.not_in_values ?? null }
}

function toWireFilter(filter: PropertyFilter): z.output<typeof wire.propertyFilter> {
  return {
    name: filter.name,
    ...(filter.exists === null ? {} : { exists: filter.exists }),
    ...toWireValues(filter),
  }
}

function toWireValues({ inValues, notInValues }: ValueFilter): z.output<typeof wire.eventTypeFilter> {
  return {
    ...(inValues === null ? {} : { in_values: [...inValues] }),
    ...(notInValues === null ? {} : { not_in_values: [...notInValues] }),
  }
}
