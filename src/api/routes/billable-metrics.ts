import type { z } from 'zod'
import * as wire from '../../../schemas/billable-metrics.ts'
import { archiveMetric } from '../../catalog/billable-metrics/archive.ts'
import { createMetric } from '../../catalog/billable-metrics/create.ts'
import { getMetric } from '../../catalog/billable-metrics/get.ts'
import { listMetrics } from '../../catalog/billable-metrics/list.ts'
import { renameMetric } from '../../catalog/billable-metrics/rename.ts'
import type { Metric } from '../../catalog/billable-metrics/rows.ts'
import { formatInstant } from '../../kernel/instant.ts'
import type { MetricDefinition, PropertyFilter, ValueFilter } from '../../metrics/definition.ts'
import { metricGroupKeys } from '../../metrics/group-keys.ts'
import { viewName } from '../../metrics/view.ts'
import { readDefinition } from '../metric-definition.ts'
import { serve, type Api } from '../serve.ts'

/** Billable metrics: what is counted, each a view in the warehouse. */
export function billableMetricRoutes(api: Api): void {
  serve(api, wire.createMetric, async ({ environment, body }) => {
    const id = await createMetric(environment, {
      name: body.name,
      definition: readDefinition(body),
      afterSequence: body.applies_from === 'creation' ? environment.ingest.lastSequence() : null,
      customFields: body.custom_fields ?? {},
    })
    return { data: { id } }
  })

  serve(api, wire.getMetric, async ({ environment, params }) => ({
    data: toWireMetric(await getMetric(environment, params.billable_metric_id)),
  }))

  serve(api, wire.updateMetric, async ({ environment, params, body }) => {
    await renameMetric(environment, params.billable_metric_id, body.name)
    return { data: { id: params.billable_metric_id } }
  })

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
  return {
    id: metric.id,
    name: metric.name,
    ...toWireDefinition(metric.definition),
    group_keys: metricGroupKeys(metric.definition).map((key) => [...key]),
    custom_fields: metric.customFields,
    ...(metric.archivedAt === null ? {} : { archived_at: formatInstant(metric.archivedAt) }),
    applies_from: metric.afterSequence === null ? 'history' : 'creation',
    view: viewName(metric.id),
  }
}

/** A metric as event search shows it, where SQL is an aggregation, too. */
export function toMatchedMetric(metric: Metric): z.output<typeof wire.matchedMetric> {
  return { aggregation_type: 'custom_sql', ...toWireMetric(metric) }
}

function toWireDefinition(definition: MetricDefinition) {
  switch (definition.kind) {
    case 'sql':
      return { sql: definition.text }
    case 'streaming': {
      const { aggregation, aggregationKey, eventTypeFilter, propertyFilters } = definition
      return {
        aggregation_type: aggregation,
        ...(aggregationKey === null ? {} : { aggregation_key: aggregationKey }),
        event_type_filter: toWireValues(eventTypeFilter),
        property_filters: propertyFilters.map(toWireFilter),
      }
    }
  }
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
