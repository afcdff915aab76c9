import { z } from 'zod'
import {
  anyCase,
  cursorQuery,
  exactNumber,
  page,
  pageQuery,
  propertyName,
  record,
  usageBound,
  uuid,
  wireTimestamp,
} from './common.ts'
import { endpoint } from './endpoint.ts'

const tag = 'Usage'
const windowSize = anyCase(
  ['HOUR', 'DAY', 'NONE'],
  'at most 100,000 windows between starting_on and ending_before',
)

export const usageBody = z.strictObject({
  customer_ids: z.array(uuid).optional(),
  billable_metrics: z
    .array(
      z.strictObject({
        id: uuid,
        group_by: z
          .strictObject({ key: propertyName, values: z.array(z.string()).min(1).max(200).optional() })
          .optional()
          .meta({
            description:
              'without values, all there are. A page ends before the row with which it would have more than 100,000 ' +
              'of them; one row with more is refused: page through those with /v1/usage/groups',
          }),
      }),
    )
    .optional(),
  window_size: windowSize,
  starting_on: usageBound,
  ending_before: usageBound,
})

export const usageRow = z
  .strictObject({
    customer_id: uuid,
    billable_metric_id: uuid,
    billable_metric_name: z.string(),
    start_timestamp: wireTimestamp,
    end_timestamp: wireTimestamp,
    value: exactNumber.nullable(),
    groups: z.record(z.string(), exactNumber.nullable()).optional(),
  })
  .meta({ id: 'UsageRow' })

export const listUsage = endpoint({
  method: 'POST',
  path: '/v1/usage',
  operationId: 'listUsage',
  tag,
  summary: 'Usage windows over customers and billable metrics',
  query: z.strictObject(cursorQuery),
  body: usageBody,
  response: page(usageRow),
})

export const groupedUsageBody = z.strictObject({
  customer_id: uuid,
  billable_metric_id: uuid,
  window_size: windowSize,
  starting_on: usageBound.optional(),
  ending_before: usageBound.optional(),
  current_period: z.boolean().optional(),
  group_key: z.array(propertyName).min(1).max(100).optional(),
  group_filters: record(z.array(z.string()), { type: 'array', items: { type: 'string' } }).optional(),
  group_by: z
    .strictObject({ key: propertyName, values: z.array(z.string().min(1)).min(1).optional() })
    .optional(),
})

export const groupedUsageRow = z
  .strictObject({
    starting_on: wireTimestamp,
    ending_before: wireTimestamp,
    group_key: z.string().nullable(),
    group_value: z.string().nullable(),
    group: z.record(z.string(), z.string().nullable()).optional(),
    value: exactNumber.nullable(),
  })
  .meta({ id: 'GroupedUsageRow' })

export const listGroupedUsage = endpoint({
  method: 'POST',
  path: '/v1/usage/groups',
  operationId: 'listGroupedUsage',
  tag,
  summary: "One customer's usage of one billable metric, by window and group",
  query: z.strictObject(pageQuery),
  body: groupedUsageBody,
  response: page(groupedUsageRow),
})
