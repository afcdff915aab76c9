import { compileMetric } from '../../metrics/compile.ts'
import type { z } from 'zod'
import * as wire from '../../../schemas/usage.ts'
import { findMetrics, getMetric } from '../../catalog/billable-metrics/get.ts'
import { allActiveMetrics } from '../../catalog/billable-metrics/list.ts'
import type { Metric } from '../../catalog/billable-metrics/rows.ts'
import { listContractsOf } from '../../catalog/contracts/list.ts'
import { attributeIdentifiers, eventIdentifiers } from '../../catalog/customers/attribution.ts'
import { findCustomers, getCustomer } from '../../catalog/customers/get.ts'
import { currentPeriod } from '../../invoices/heads/usage-periods.ts'
import { invalid, notFound } from '../../kernel/errors.ts'
import { formatInstant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import type { BatchMetric, BatchUsageRequest, UsageCustomer } from '../../usage/batch-request.ts'
import { readBatchUsage, type BatchUsageRow } from '../../usage/batch-usage.ts'
import { readGroupedUsage, type GroupedUsageRow } from '../../usage/grouped-usage.ts'
import type { UsageMetric } from '../../usage/metric.ts'
import type { Environment } from '../environment.ts'
import { serve, type Api } from '../serve.ts'
import { toSqlUsageMetric } from '../sql-usage-metric.ts'
import { readGrouping, requireGroups } from '../usage-grouping.ts'

const ROWS_DEFAULT = 100

/** Usage windows and groups. */
export function usageRoutes(api: Api): void {
  serve(api, wire.listUsage, async ({ environment, query, body }) => {
    const { rows, nextCursor } = await readBatchUsage(environment, {
      ...(await namedMetrics(environment, body.billable_metrics)),
      ...(await namedCustomers(environment, body.customer_ids)),
      range: { from: body.starting_on, to: body.ending_before },
      windowSize: body.window_size,
      cursor: query.next_page,
    })
    return { data: rows.map(toWireRow), next_page: nextCursor }
  })

  serve(api, wire.listGroupedUsage, async ({ environment, query, body }) => {
    const customer = await getCustomer(environment, body.customer_id)
    const metric = await getMetric(environment, body.billable_metric_id)
    const { groupKey, groupFilters } = readGrouping(body)
    requireGroups(metric, groupKey, body.group_by === undefined ? 'group_key' : 'group_by.key')
    const { rows, nextCursor } = await readGroupedUsage(environment, {
      metric: toUsageMetric(metric),
      identifiers: eventIdentifiers(customer),
      range: await requestedRange(environment, body),
      windowSize: body.window_size,
      groupKey,
      groupFilters,
      rowsMax: query.limit ?? ROWS_DEFAULT,
      cursor: query.next_page,
    })
    return { data: rows.map((row) => toWireGroupedRow(row, groupKey)), next_page: nextCursor }
  })
}

async function namedMetrics(
  environment: Environment,
  named: z.output<typeof wire.usageBody>['billable_metrics'],
): Promise<Pick<BatchUsageRequest, 'metrics' | 'areMetricsNamed'>> {
  if (named === undefined) {
    const metrics = (await allActiveMetrics(environment)).map((metric) => ({
      ...toUsageMetric(metric),
      groupBy: null,
    }))
    return { metrics, areMetricsNamed: false }
  }
  const found = new Map(
    (
      await findMetrics(
        environment,
        named.map(({ id }) => id),
      )
    ).map((metric) => [metric.id, metric]),
  )
  const metrics = named.map(({ id, group_by }, index): BatchMetric => {
    const metric = found.get(id)
    if (metric === undefined) throw notFound(`billable_metrics.${index}.id: billable metric`, id)
    if (named.findIndex((other) => other.id === id) !== index) {
      throw invalid(`billable_metrics.${index}.id: billable metric ${id} is named twice`)
    }
    if (group_by !== undefined) {
      requireGroups(metric, [group_by.key], `billable_metrics.${index}.group_by.key`)
    }
    const groupBy =
      group_by === undefined ? null : { property: group_by.key, values: group_by.values ?? null }
    return { ...toUsageMetric(metric), groupBy }
  })
  return { metrics, areMetricsNamed: true }
}

async function namedCustomers(
  environment: Environment,
  ids: readonly string[] | undefined,
): Promise<Pick<BatchUsageRequest, 'customers' | 'attribute'>> {
  if (ids === undefined) {
    // Archived customers are only answered for when asked by id (semantics 14).
    return { customers: null, attribute: (texts) => attributeIdentifiers(environment, texts, 'active') }
  }
  const wanted = [...new Set(ids)]
  const found = await findCustomers(environment, wanted)
  const unknown = wanted.find((id) => !found.some((customer) => customer.id === id))
  if (unknown !== undefined) throw notFound('customer_ids: customer', unknown)
  const customers: UsageCustomer[] = found.map((customer) => ({
    id: customer.id,
    identifiers: eventIdentifiers(customer),
  }))
  return { customers, attribute: (texts) => attributeIdentifiers(environment, texts, 'all') }
}

async function requestedRange(
  environment: Environment,
  body: z.output<typeof wire.groupedUsageBody>,
): Promise<TimeRange> {
  const { starting_on: from, ending_before: to } = body
  if (body.current_period === true) {
    if (from !== undefined || to !== undefined) {
      throw invalid('current_period: cannot be given together with starting_on or ending_before')
    }
    return customerPeriod(environment, body.customer_id)
  }
  if (from === undefined) throw invalid('starting_on: is required, unless current_period is true')
  if (to === undefined) throw invalid('ending_before: is required, unless current_period is true')
  return { from, to }
}

/** From the earliest start to the latest end of the current periods of a customer's contracts. */
async function customerPeriod(environment: Environment, customerId: string): Promise<TimeRange> {
  const contracts = await listContractsOf(environment, customerId, { includeArchived: false })
  const periods = contracts.flatMap(
    (contract) => currentPeriod(contract.terms, environment.clock.now()) ?? [],
  )
  if (periods.length === 0) throw invalid('current_period: the customer has no active contract')
  return {
    from: Math.min(...periods.map((period) => period.from)),
    to: Math.max(...periods.map((period) => period.to)),
  }
}

function toUsageMetric(metric: Metric): UsageMetric {
  const { id, name, definition } = metric
  switch (definition.kind) {
    case 'streaming':
      return { kind: 'streaming', id, name, tree: compileMetric(definition, metric.afterSequence) }
    case 'sql':
      return toSqlUsageMetric(metric, definition)
  }
}

function toWireRow(row: BatchUsageRow): z.output<typeof wire.usageRow> {
  return {
    customer_id: row.customerId,
    billable_metric_id: row.metric.id,
    billable_metric_name: row.metric.name,
    start_timestamp: formatInstant(row.window.from),
    end_timestamp: formatInstant(row.window.to),
    value: row.value,
    ...(row.groups === null ? {} : { groups: Object.fromEntries(row.groups) }),
  }
}

function toWireGroupedRow(
  row: GroupedUsageRow,
  groupKey: readonly string[],
): z.output<typeof wire.groupedUsageRow> {
  const group = Object.fromEntries(groupKey.map((name, index) => [name, row.groups[index] ?? null]))
  const isSimple = groupKey.length === 1
  return {
    starting_on: formatInstant(row.window.from),
    ending_before: formatInstant(row.window.to),
    group_key: isSimple ? (groupKey[0] ?? null) : null,
    group_value: isSimple ? (row.groups[0] ?? null) : null,
    ...(groupKey.length === 0 ? {} : { group }),
    value: row.value,
  }
}
