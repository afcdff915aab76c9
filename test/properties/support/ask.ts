import { Decimal } from '../../../src/kernel/decimal.ts'
import { numberText, type JsonNumber } from '../../../src/kernel/json.ts'
import { writeInstant } from '../../support/oracle/instant.ts'
import type { GroupsAnswer, GroupsQuestion } from '../../support/oracle/usage-groups.ts'
import type { UsageAnswer, UsageQuestion } from '../../support/oracle/usage-windows.ts'
import type { Span } from '../../support/oracle/windows.ts'
import { inSomeCase, writeTimestamp, type TimestampStyle } from '../arbitraries/instants.ts'
import { post, type Trial } from './trial.ts'

/** How a question is spelled, which must change no answer. */
export interface Spelling {
  caseMask: number
  style: TimestampStyle
}

export const PLAIN_SPELLING: Spelling = {
  caseMask: 0,
  style: { offsetMinutes: 0, tail: '', isLowerCase: false, isZulu: true, isShort: false },
}

/** A row of usage in a form that compares exactly: decimals as plain text, groups as sorted entries. */
export interface UsageRow {
  customer: string
  metric: string
  name: string
  from: string
  to: string
  value: string | null
  groups: [string, string | null][] | null
}

export interface GroupsRow {
  from: string
  to: string
  group: [string, string | null][]
  value: string | null
}

interface Page<Row> {
  data: Row[]
  next_page: string | null
}

interface WireUsageRow {
  customer_id: string
  billable_metric_id: string
  billable_metric_name: string
  start_timestamp: string
  end_timestamp: string
  value: JsonNumber | null
  groups?: Record<string, JsonNumber | null>
}

interface WireGroupsRow {
  starting_on: string
  ending_before: string
  group_key: string | null
  group_value: string | null
  group?: Record<string, string | null>
  value: JsonNumber | null
}

/** One page of `POST /v1/usage`. */
export async function askUsagePage(
  { service }: Trial,
  { customers, metrics, size, span }: UsageQuestion,
  { caseMask, style }: Spelling,
  cursor: string | null,
): Promise<{ rows: UsageRow[]; next: string | null }> {
  const page = await post<Page<WireUsageRow>>(service, `/v1/usage${cursorQuery(cursor)}`, {
    ...(customers === null ? {} : { customer_ids: customers.map(({ id }) => id) }),
    ...(metrics === null
      ? {}
      : {
          billable_metrics: metrics.map(({ metric, groupBy }) => ({
            id: metric.id,
            ...(groupBy === null
              ? {}
              : {
                  group_by: {
                    key: groupBy.key,
                    ...(groupBy.values === null ? {} : { values: groupBy.values }),
                  },
                }),
          })),
        }),
    window_size: inSomeCase(size, caseMask),
    ...boundsBody(span, style),
  })
  return { rows: page.data.map(readUsageRow), next: page.next_page }
}

/** All pages of `POST /v1/usage`. */
export async function askUsage(
  trial: Trial,
  question: UsageQuestion,
  spelling: Spelling,
): Promise<UsageRow[]> {
  const rows: UsageRow[] = []
  let cursor: string | null = null
  do {
    const page = await askUsagePage(trial, question, spelling, cursor)
    rows.push(...page.rows)
    cursor = page.next
  } while (cursor !== null)
  return rows
}

/** One page of `POST /v1/usage/groups`. */
export async function askGroupsPage(
  { service }: Trial,
  { customer, metric, size, span, groupKey, filters }: GroupsQuestion,
  { caseMask, style }: Spelling,
  limit: number,
  cursor: string | null,
): Promise<{ rows: GroupsRow[]; next: string | null }> {
  const query = `?limit=${limit}${cursor === null ? '' : `&next_page=${encodeURIComponent(cursor)}`}`
  const page = await post<Page<WireGroupsRow>>(service, `/v1/usage/groups${query}`, {
    customer_id: customer.id,
    billable_metric_id: metric.id,
    window_size: inSomeCase(size, caseMask),
    ...boundsBody(span, style),
    ...(groupKey.length === 0 ? {} : { group_key: groupKey }),
    ...(filters.length === 0
      ? {}
      : { group_filters: Object.fromEntries(filters.map(({ name, values }) => [name, values])) }),
  })
  return { rows: page.data.map((row) => readGroupsRow(row, groupKey)), next: page.next_page }
}

/** All pages of `POST /v1/usage/groups`; each but the last must be full. */
export async function askGroups(
  trial: Trial,
  question: GroupsQuestion,
  spelling: Spelling,
  limit: number,
): Promise<GroupsRow[]> {
  const rows: GroupsRow[] = []
  let cursor: string | null = null
  do {
    const page = await askGroupsPage(trial, question, spelling, limit, cursor)
    const isFull = page.rows.length === limit
    if (page.rows.length > limit || (page.next !== null && !isFull)) {
      throw new Error(`a page of ${page.rows.length} rows, not the last, at limit ${limit}`)
    }
    if (rows.length > 0 && page.rows.length === 0) throw new Error('an empty page after the last row')
    if (page.next !== null && page.next === cursor) throw new Error('a cursor that goes nowhere')
    rows.push(...page.rows)
    cursor = page.next
  } while (cursor !== null)
  return rows
}

/** What the model expects, in the same form. */
export function expectedUsageRow({ customer, metric, window, value, groups }: UsageAnswer): UsageRow {
  return {
    customer: customer.id,
    metric: metric.id,
    name: metric.name,
    ...windowTexts(window),
    value: decimalText(value),
    groups: groups === null ? null : sortEntries([...groups].map(([name, one]) => [name, decimalText(one)])),
  }
}

export function expectedGroupsRow(
  { window, groups, value }: GroupsAnswer,
  groupKey: readonly string[],
): GroupsRow {
  return {
    ...windowTexts(window),
    group: groupKey.map((name, index) => [name, groups[index] ?? null]),
    value: decimalText(value),
  }
}

/** A decimal in plain digits; null stays null. */
export function decimalText(value: Decimal | null): string | null {
  return value === null ? null : value.plus(0).toFixed()
}

function readUsageRow(row: WireUsageRow): UsageRow {
  const groups = row.groups === undefined ? null : Object.entries(row.groups)
  return {
    customer: row.customer_id,
    metric: row.billable_metric_id,
    name: row.billable_metric_name,
    from: row.start_timestamp,
    to: row.end_timestamp,
    value: wireNumber(row.value),
    groups: groups === null ? null : sortEntries(groups.map(([name, value]) => [name, wireNumber(value)])),
  }
}

function readGroupsRow(row: WireGroupsRow, groupKey: readonly string[]): GroupsRow {
  const group = new Map(Object.entries(row.group ?? {}))
  const [only] = groupKey
  const isSimple = groupKey.length === 1 && only !== undefined
  const isOldFormRight =
    row.group_key === (isSimple ? only : null) &&
    row.group_value === (isSimple ? (group.get(only) ?? null) : null)
  const isComplete = group.size === groupKey.length && groupKey.every((name) => group.has(name))
  if (!isOldFormRight || !isComplete) throw new Error(`groups off the key: ${JSON.stringify(row)}`)
  return {
    from: row.starting_on,
    to: row.ending_before,
    group: groupKey.map((name) => [name, group.get(name) ?? null]),
    value: wireNumber(row.value),
  }
}

function wireNumber(value: JsonNumber | null): string | null {
  return value === null ? null : decimalText(new Decimal(numberText(value)))
}

function boundsBody({ from, to }: Span, style: TimestampStyle) {
  return { starting_on: writeTimestamp(from, style), ending_before: writeTimestamp(to, style) }
}

function windowTexts({ from, to }: Span) {
  return { from: writeInstant(from), to: writeInstant(to) }
}

function cursorQuery(cursor: string | null): string {
  return cursor === null ? '' : `?next_page=${encodeURIComponent(cursor)}`
}

function sortEntries<Value>(items: [string, Value][]): [string, Value][] {
  return items.toSorted(([a], [b]) => (a < b ? -1 : 1))
}
