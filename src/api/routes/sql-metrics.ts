import type { z } from 'zod'
import * as wire from '../../../schemas/sql-metrics.ts'
import { confirmSql } from '../../catalog/billable-metrics/confirm-sql.ts'
import { eventIdentifiers } from '../../catalog/customers/attribution.ts'
import { getCustomer } from '../../catalog/customers/get.ts'
import type { Customer } from '../../catalog/customers/rows.ts'
import { invalid } from '../../kernel/errors.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { sqlError } from '../../metrics/sql/admit-sql.ts'
import { compileSql } from '../../metrics/sql/compile-sql.ts'
import { emitSqlView } from '../../metrics/sql/emit-view.ts'
import type { SqlMetric } from '../../metrics/sql/sql-metric.ts'
import { previewSqlMetric } from '../../usage/sql-metric/preview.ts'
import { formatSql } from '../../warehouse/format-sql.ts'
import type { Environment } from '../environment.ts'
import { serve, type Api } from '../serve.ts'

type Check = z.output<typeof wire.sqlCheck>

/** SQL metrics before they are created. */
export function sqlMetricRoutes(api: Api): void {
  serve(api, wire.checkSqlMetric, async ({ environment, body }) => {
    const where = await previewPlace(environment, body)
    const result = compileSql(body.sql)
    if ('refusals' in result) return { data: refusedCheck(result.refusals.map(sqlError)) }
    const { metric } = result
    await confirmSql(environment.warehouse, metric)
    return {
      data: {
        is_admitted: true,
        errors: [],
        columns: metric.columns.map((column, index) => ({
          ...column,
          is_quantity: index === metric.valueIndex,
        })),
        is_single_aggregation: metric.isSingleAggregation,
        clickhouse_sql: await formatSql(environment.warehouse, emitSqlView(metric, null)),
        preview: where === null ? null : await preview(environment, metric, where),
      },
    }
  })
}

function refusedCheck(errors: Check['errors']): Check {
  return {
    is_admitted: false,
    errors,
    columns: [],
    is_single_aggregation: null,
    clickhouse_sql: null,
    preview: null,
  }
}

interface PreviewPlace {
  customer: Customer
  range: TimeRange
}

/** Whose events, and when, a preview is asked over; null where none is. */
async function previewPlace(
  environment: Environment,
  {
    customer_id: customerId,
    starting_on: from,
    ending_before: to,
  }: z.output<typeof wire.checkSqlMetric.body>,
): Promise<PreviewPlace | null> {
  if (customerId === undefined && from === undefined && to === undefined) return null
  if (customerId === undefined) throw invalid('customer_id: is required for a preview')
  if (from === undefined) throw invalid('starting_on: is required for a preview')
  if (to === undefined) throw invalid('ending_before: is required for a preview')
  return { customer: await getCustomer(environment, customerId), range: { from, to } }
}

async function preview(
  environment: Environment,
  metric: SqlMetric,
  { customer, range }: PreviewPlace,
): Promise<Check['preview']> {
  const found = await previewSqlMetric(environment, metric, eventIdentifiers(customer), range)
  return {
    value: found.value,
    rows: found.rows.map(({ groups, value }) => ({
      group: Object.fromEntries(found.names.map((name, index) => [name, groups[index] ?? null])),
      value,
    })),
    has_more_rows: found.hasMoreRows,
  }
}
