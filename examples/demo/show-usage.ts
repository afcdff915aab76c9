import type { Metronome } from '@metronome/sdk'
import { HOUR_MS, formatInstant, type Instant } from '../../src/kernel/instant.ts'
import type { TimeRange } from '../../src/kernel/window.ts'
import { columnChart } from './column-chart.ts'
import type { Customer } from './customers.ts'
import { formatWeekday } from './format.ts'

const CHART_HEIGHT = 8
const LABEL_EVERY_HOURS = 6

/** Draws a customer's usage of a metric by hour, as the service reports it. */
export async function hourlyUsageChart(
  client: Metronome,
  { id }: Customer,
  metricId: string,
  range: TimeRange,
): Promise<string> {
  const windows = await Array.fromAsync(
    client.v1.usage.listWithGroups({
      customer_id: id,
      billable_metric_id: metricId,
      window_size: 'HOUR',
      starting_on: formatInstant(range.from),
      ending_before: formatInstant(range.to),
    }),
  )
  const columns = windows.map(({ starting_on, value }) => {
    const start = Date.parse(starting_on)
    const hour = new Date(start).getUTCHours()
    return {
      value: value ?? 0,
      ...(hour % LABEL_EVERY_HOURS === 0 ? { label: String(hour).padStart(2, '0') } : {}),
      ...(hour === 0 ? { section: formatWeekday(start) } : {}),
    }
  })
  return columnChart(columns, CHART_HEIGHT)
}

/** The sum of what a metric comes to for each customer over a range. */
export async function usageOf(
  client: Metronome,
  customers: readonly Customer[],
  metricId: string,
  range: TimeRange,
): Promise<number> {
  let sum = 0
  const rows = client.v1.usage.list({
    customer_ids: customers.map(({ id }) => id),
    billable_metrics: [{ id: metricId }],
    window_size: 'NONE',
    starting_on: formatInstant(range.from),
    ending_before: formatInstant(range.to),
  })
  for await (const { value } of rows) sum += value ?? 0
  return sum
}

/** The last whole hours before an instant. */
export function lastHours(end: Instant, hours: number): TimeRange {
  return { from: end - hours * HOUR_MS, to: end }
}
