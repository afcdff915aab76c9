import { MONTH } from '../usage/invented-events.ts'
import type { Client } from './client.ts'
import type { ExpectedRow } from './expected-usage.ts'
import { GROUP_KEY } from './prepare.ts'

/** The most that the API gives at once. */
const PAGE_ROWS = 100

/** A customer's month that is asked for again and again. */
export interface AskedMonth {
  kind: string
  customerId: string
  metricId: string
  isByModel: boolean
  expected: readonly ExpectedRow[]
}

/** What the readers of one kind of customer saw, in milliseconds. */
export interface ReadLatencies {
  requests: number[]
  /** All pages of a month, one after another. */
  months: number[]
}

interface UsageRow {
  starting_on: string
  group_value: string | null
  value: number | null
}

/**
 * Reads the months page by page, in turn, until the time is over, and compares each row with what is expected.
 * @param next gives the months in turn to all readers.
 * @throws Error where a row is wrong, missing or one too many.
 */
export async function readMonths(
  client: Client,
  next: () => AskedMonth,
  endsAt: number,
  seen: (kind: string) => ReadLatencies,
): Promise<void> {
  while (performance.now() < endsAt) {
    const month = next()
    const latencies = seen(month.kind)
    const startedAt = performance.now()
    let cursor: string | null = ''
    let rowsRead = 0
    while (cursor !== null && performance.now() < endsAt) {
      const answer = await client.ask('POST', pagePath(cursor), monthBody(month))
      latencies.requests.push(answer.milliseconds)
      const page = answer.body as { data: UsageRow[]; next_page: string | null }
      checkRows(month, page.data, rowsRead)
      rowsRead += page.data.length
      cursor = page.next_page
    }
    if (cursor !== null) return
    if (rowsRead !== month.expected.length) {
      throw new Error(`${rowsRead} rows for ${month.customerId} instead of ${month.expected.length}`)
    }
    latencies.months.push(performance.now() - startedAt)
  }
}

function pagePath(cursor: string): string {
  return `/v1/usage/groups?limit=${PAGE_ROWS}${cursor === '' ? '' : `&next_page=${encodeURIComponent(cursor)}`}`
}

function monthBody({ customerId, metricId, isByModel }: AskedMonth) {
  return {
    customer_id: customerId,
    billable_metric_id: metricId,
    window_size: 'HOUR',
    starting_on: new Date(MONTH.from).toISOString(),
    ending_before: new Date(MONTH.to).toISOString(),
    ...(isByModel ? { group_key: [GROUP_KEY] } : {}),
  }
}

function checkRows({ customerId, expected }: AskedMonth, rows: readonly UsageRow[], from: number): void {
  const due = Math.min(PAGE_ROWS, expected.length - from)
  if (rows.length !== due) throw new Error(`a page of ${rows.length} rows instead of ${due}`)
  for (const [index, row] of rows.entries()) {
    const wanted = expected[from + index]
    const isRight =
      row.starting_on === wanted?.startingOn && row.group_value === wanted.model && row.value === wanted.value
    if (!isRight) throw new Error(`${customerId}: ${JSON.stringify(row)} is not ${JSON.stringify(wanted)}`)
  }
}
