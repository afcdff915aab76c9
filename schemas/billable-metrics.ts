import { z } from 'zod'
import {
  anyCase,
  customFields,
  data,
  displayName,
  idBody,
  idResult,
  page,
  pageQuery,
  propertyName,
  queryBoolean,
  uuid,
  wireTimestamp,
} from './common.ts'
import { endpoint } from './endpoint.ts'

const tag = 'Billable metrics'
const AGGREGATIONS = ['COUNT', 'SUM', 'MAX', 'UNIQUE', 'LATEST'] as const
// The engine takes seconds to plan a query with a thousand.
const PROPERTY_FILTERS_MAX = 100
const values = z.array(z.string()).min(1)
// As stored: names were of any length once.
const storedName = z.string().min(1)

export const eventTypeFilter = z.strictObject({
  in_values: values.optional(),
  not_in_values: values.optional(),
})

export const propertyFilter = z.strictObject({
  name: storedName,
  exists: z.boolean().optional(),
  in_values: values.optional(),
  not_in_values: values.optional(),
})

const groupKeys = z.array(z.array(storedName).min(1))

/** An optional field that may be sent as null, which means the same as leaving it out. */
function orNull<Field extends z.ZodType>(field: Field) {
  return field.nullish().transform((value): z.output<Field> | undefined => value ?? undefined)
}

export const createMetricBody = z.strictObject({
  name: displayName,
  /** In place of all that a streaming metric is made of, which then must be left out. */
  sql: orNull(z.string().min(1)),
  aggregation_type: orNull(anyCase(AGGREGATIONS)),
  aggregation_key: orNull(propertyName),
  event_type_filter: orNull(z.strictObject({ in_values: orNull(values), not_in_values: orNull(values) })),
  property_filters: orNull(
    z
      .array(
        z.strictObject({
          name: propertyName,
          exists: orNull(z.boolean()),
          in_values: orNull(values),
          not_in_values: orNull(z.array(z.string())),
        }),
      )
      .max(PROPERTY_FILTERS_MAX),
  ),
  group_keys: orNull(z.array(z.array(propertyName).min(1))),
  custom_fields: customFields.optional(),
  /** Ours: whether events accepted before the metric was created count (semantics 13). */
  applies_from: z.enum(['history', 'creation']).optional(),
})

export const metric = z
  .strictObject({
    id: uuid,
    name: z.string(),
    /** Left out of SQL metrics, which have `sql`. */
    aggregation_type: z.enum(AGGREGATIONS).optional(),
    aggregation_key: z.string().optional(),
    event_type_filter: eventTypeFilter.optional(),
    property_filters: z.array(propertyFilter).optional(),
    group_keys: groupKeys.optional(),
    custom_fields: customFields.optional(),
    sql: z.string().optional(),
    archived_at: wireTimestamp.optional(),
    applies_from: z.enum(['history', 'creation']),
    /** Ours: the warehouse view that is this metric. */
    view: z.string(),
  })
  .meta({ id: 'BillableMetric' })

/** As event search shows it, where an SQL metric has a type of its own. */
export const matchedMetric = metric
  .extend({ aggregation_type: z.enum([...AGGREGATIONS, 'custom_sql']) })
  .meta({ id: 'MatchedBillableMetric' })

export const createMetric = endpoint({
  method: 'POST',
  path: '/v1/billable-metrics/create',
  operationId: 'createBillableMetric',
  tag,
  summary: 'Create a billable metric, and the warehouse view that is it',
  body: createMetricBody,
  response: idResult,
})

export const getMetric = endpoint({
  method: 'GET',
  path: '/v1/billable-metrics/:billable_metric_id',
  operationId: 'getBillableMetric',
  tag,
  summary: 'Get a billable metric',
  params: z.strictObject({ billable_metric_id: uuid }),
  response: data(metric),
})

export const updateMetric = endpoint({
  method: 'PUT',
  path: '/v1/billable-metrics/:billable_metric_id',
  operationId: 'updateBillableMetric',
  tag,
  summary: 'Rename a billable metric; nothing else of it changes',
  params: z.strictObject({ billable_metric_id: uuid }),
  body: z.strictObject({ name: displayName }),
  response: idResult,
})

export const listMetrics = endpoint({
  method: 'GET',
  path: '/v1/billable-metrics',
  operationId: 'listBillableMetrics',
  tag,
  summary: 'List billable metrics',
  query: z.strictObject({ ...pageQuery, include_archived: queryBoolean }),
  response: page(metric),
})

export const archiveMetric = endpoint({
  method: 'POST',
  path: '/v1/billable-metrics/archive',
  operationId: 'archiveBillableMetric',
  tag,
  summary: 'Archive a billable metric; products that use it go on',
  body: idBody,
  response: idResult,
})
