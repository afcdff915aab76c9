import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Decimal } from '../../src/kernel/decimal.ts'
import { Problem } from '../../src/kernel/errors.ts'
import { HOUR_MS, type Instant } from '../../src/kernel/instant.ts'
import { windowsOf, type TimeRange, type WindowSize } from '../../src/kernel/window.ts'
import type { GroupFilter } from '../../src/metrics/groups.ts'
import { admittedSql } from '../../src/metrics/sql/admit-sql.ts'
import type { UsageCustomer } from '../../src/usage/batch-request.ts'
import { readBatchUsage } from '../../src/usage/batch-usage.ts'
import { readGroupedUsage } from '../../src/usage/grouped-usage.ts'
import { WindowReads } from '../../src/usage/window-reads.ts'
import type { SqlUsageMetric } from '../../src/usage/metric.ts'
import { readInstant } from '../support/oracle/instant.ts'
import { evaluateMetric } from '../support/oracle/sql/query.ts'
import type { SqlEvent } from '../support/oracle/sql/rows.ts'
import type { Query } from '../support/oracle/sql/tree.ts'
import { writeValue, type SqlValue } from '../support/oracle/sql/values.ts'
import { openTestWarehouse, type TestWarehouse } from '../support/warehouse.ts'
import { chosen, type Choose } from './arbitraries/sql-choose.ts'
import { drawEvents, WORDS } from './arbitraries/sql-events.ts'
import { printMetric, quantityPlace } from './arbitraries/sql-print-query.ts'
import { drawMetric } from './arbitraries/sql-queries.ts'
import { drawSpelling } from './arbitraries/sql-spelling.ts'
import { hold, PROPERTY_TIMEOUT_MS } from './support/hold.ts'
import { storeEvents } from './support/sql-warehouse.ts'

/** Some customers' events under any of their ids, metrics, and ways to ask for their usage. */
interface World {
  customers: UsageCustomer[]
  events: SqlEvent[]
  metrics: { query: Query; text: string }[]
  questions: Question[]
}

interface Question {
  range: TimeRange
  size: WindowSize
  /** Picks the columns to group by, and whether to filter by each. */
  picks: { column: number; values: string[] | null }[]
  limit: number
}

// Where the drawn events begin, to the hour.
const BASE: Instant = Number(readInstant('2024-01-30T22:00:00Z') / 1000n)
const SEED = 1

const worldDraw = chosen((choose): Omit<World, 'customers'> & { ids: number[] } => {
  const ids = [choose.below(3), choose.below(3)]
  const events = [0, 1, 2].flatMap((customer) =>
    drawEvents(choose, String(customer)).map((event) => ({
      ...event,
      customerId: `${customer}/${choose.below(3)}`,
    })),
  )
  const metrics = Array.from({ length: 3 }, () => {
    const query = drawMetric(choose)
    return { query, text: printMetric(query, drawSpelling(choose)) }
  })
  return { ids, events, metrics, questions: Array.from({ length: 2 }, () => drawQuestion(choose, events)) }
})

/** A question whose bounds are mostly instants of events: one is in the range, the other is past it. */
function drawQuestion(choose: Choose, events: readonly SqlEvent[]): Question {
  const edges = events.map(({ instant }) => Number(instant) / 1000).filter((at) => at % HOUR_MS === 0)
  const from = drawEdge(choose, edges) ?? BASE + (choose.below(8) - 2) * HOUR_MS
  const later = edges.filter((at) => at > from)
  return {
    range: { from, to: drawEdge(choose, later) ?? from + choose.of([1, 2, 5, 30, 100, 200]) * HOUR_MS },
    size: choose.of(['HOUR', 'HOUR', 'DAY', 'NONE'] as const),
    picks: Array.from({ length: choose.below(3) }, () => ({
      column: choose.below(4),
      values: choose.chance(40) ? [choose.of(WORDS), choose.of(WORDS), '0', 'true'] : null,
    })),
    limit: choose.of([3, 10, 100]),
  }
}

function drawEdge(choose: Choose, edges: readonly Instant[]): Instant | null {
  return edges.length > 0 && choose.chance(75) ? choose.of(edges) : null
}

describe('usage of an SQL metric', { timeout: PROPERTY_TIMEOUT_MS }, () => {
  let test: TestWarehouse
  let cases = 0

  beforeAll(async () => {
    test = await openTestWarehouse()
  })
  afterAll(() => test.close())

  /** Stores a draw's events; a customer's id is one of its identifiers, and one customer's are nobody's. */
  async function store({
    ids,
    events,
    ...rest
  }: Omit<World, 'customers'> & { ids: number[] }): Promise<World> {
    cases += 1
    const prefix = `case ${cases}: `
    const own = events.map((event) => ({
      ...event,
      customerId: prefix + event.customerId,
      transactionId: prefix + event.transactionId,
    }))
    await storeEvents(test, own)
    const customers = ids.map((count, customer) => ({
      id: `${prefix}${customer}/0`,
      identifiers: Array.from({ length: count + 1 }, (_, alias) => `${prefix}${customer}/${alias}`),
    }))
    return { ...rest, events: own, customers }
  }

  it('is, window by window and customer by customer, what a naive evaluation over their events is', () =>
    hold(
      fc.asyncProperty(worldDraw, async (draw) => {
        const world = await store(draw)
        for (const { query, text } of world.metrics) {
          for (const question of world.questions) {
            const answer = await totals(test, metricOf(text), world.customers, question)
            const { rows, isPastLimit } = expectedUsage(query, world, question, null)
            if (isPastLimit && 'fault' in answer) continue
            expect({ text, question, answer }).toEqual({ text, question, answer: rows })
          }
        }
      }),
      5,
      SEED,
    ))

  it('is that beside its groups too, those that are named or all, and each is the sum of its rows', () =>
    hold(
      fc.asyncProperty(worldDraw, async (draw) => {
        const world = await store(draw)
        for (const { query, text } of world.metrics) {
          for (const question of world.questions) {
            const metric = metricOf(text)
            const answer = await groups(test, metric, world.customers, question)
            const { rows, isPastLimit } = expectedUsage(query, world, question, breakdown(metric, question))
            if (isPastLimit && 'fault' in answer) continue
            expect({ text, question, answer }).toEqual({ text, question, answer: rows })
          }
        }
      }),
      5,
      SEED,
    ))

  it('of one aggregation is the same for all at once and one after another, in groups and pages', () =>
    hold(
      fc.asyncProperty(worldDraw, async (draw) => {
        const world = await store(draw)
        for (const { text } of world.metrics) {
          const atOnce = metricOf(text)
          if (!atOnce.sql.isSingleAggregation) continue
          // What cannot be evaluated at once is evaluated by itself in each place.
          const byPlace = { ...atOnce, sql: { ...atOnce.sql, isSingleAggregation: false } }
          for (const question of world.questions) {
            const [together, apart] = await Promise.all(
              [atOnce, byPlace].map(async (metric) => ({
                totals: await totals(test, metric, world.customers, question),
                groups: await groups(test, metric, world.customers, question),
                pages: await pages(test, metric, world.customers, question),
              })),
            )
            expect({ text, question, answer: together }).toEqual({ text, question, answer: apart })
          }
        }
      }),
      3,
      SEED,
    ))
})

function metricOf(text: string): SqlUsageMetric {
  return { kind: 'sql', id: 'm', name: 'm', subject: 'm', sql: admittedSql(text), afterSequence: null }
}

type Fault = { fault: unknown }

/** What a request comes to, or why it is refused. */
async function faultOf<Answer>(answer: Promise<Answer>): Promise<Answer | Fault> {
  return answer.catch((error: unknown) => {
    if (error instanceof Problem) return { fault: error.details['fault'] }
    throw error
  })
}

function totals(test: TestWarehouse, metric: SqlUsageMetric, customers: UsageCustomer[], question: Question) {
  return faultOf(batch(test, { ...metric, groupBy: null }, customers, question))
}

/** The same broken down by the first column that is asked for. */
function groups(test: TestWarehouse, metric: SqlUsageMetric, customers: UsageCustomer[], question: Question) {
  const groupBy = breakdown(metric, question)
  return faultOf(batch(test, { ...metric, groupBy }, customers, question))
}

function breakdown(metric: SqlUsageMetric, question: Question) {
  const { key, filters } = grouping(metric, question)
  const [property] = key
  if (property === undefined) return null
  const column = metric.sql.columns.findIndex(({ name }) => name === property)
  return { property, values: filters.find((filter) => filter.property === property)?.values ?? null, column }
}

/** SQL metrics read no columns of single properties. */
function scopeOf({ warehouse }: TestWarehouse) {
  return {
    warehouse,
    propertyColumns: { stored: new Set<string>() },
    rowsAhead: null,
    windowReads: new WindowReads(),
  }
}

async function batch(
  test: TestWarehouse,
  metric: SqlUsageMetric & Parameters<typeof readBatchUsage>[1]['metrics'][number],
  customers: UsageCustomer[],
  { range, size }: Question,
) {
  const { rows, nextCursor } = await readBatchUsage(scopeOf(test), {
    metrics: [metric],
    customers,
    areMetricsNamed: true,
    attribute: () => Promise.reject(new Error('all are named')),
    range,
    windowSize: size,
    cursor: undefined,
  })
  expect(nextCursor).toBeNull()
  return rows.map(({ customerId, window, value, groups }) => ({
    customerId,
    from: window.from,
    value: value?.text ?? null,
    groups:
      groups === null
        ? null
        : Object.fromEntries([...groups].map(([name, one]) => [name, one?.text ?? null])),
  }))
}

/** All pages of the first customer's usage by all columns that are asked for. */
function pages(test: TestWarehouse, metric: SqlUsageMetric, customers: UsageCustomer[], question: Question) {
  const { key, filters } = grouping(metric, question)
  return faultOf(
    (async () => {
      const all: unknown[] = []
      let cursor: string | undefined
      do {
        const { rows, nextCursor } = await readGroupedUsage(scopeOf(test), {
          metric,
          identifiers: customers[0]?.identifiers ?? [],
          range: question.range,
          windowSize: question.size,
          groupKey: key,
          groupFilters: filters,
          rowsMax: question.limit,
          cursor,
        })
        all.push(...rows.map(({ window, groups, value }) => [window.from, ...groups, value?.text ?? null]))
        cursor = nextCursor ?? undefined
      } while (cursor !== undefined)
      return all
    })(),
  )
}

function grouping({ sql }: SqlUsageMetric, { picks }: Question): { key: string[]; filters: GroupFilter[] } {
  const names = sql.columns.filter((_, index) => index !== sql.valueIndex).map(({ name }) => name)
  const picked = new Map(
    picks.flatMap(({ column, values }) => {
      const name = names[column % Math.max(names.length, 1)]
      return name === undefined ? [] : [[name, values] as const]
    }),
  )
  const filters = [...picked].flatMap(([property, values]) => (values === null ? [] : [{ property, values }]))
  return { key: [...picked.keys()], filters }
}

function expectedUsage(
  query: Query,
  { customers, events }: World,
  { range, size }: Question,
  groupBy: ReturnType<typeof breakdown>,
) {
  const place = quantityPlace(query)
  let isPastLimit = false
  const rows = customers.toSorted(byId).flatMap(({ id, identifiers }) =>
    windowsOf(range, size).map(({ from, to }) => {
      const own = events.filter(({ customerId, instant }) => {
        const at = Number(instant / 1000n)
        return identifiers.includes(customerId) && at >= from && at < to
      })
      // Without any event there is no row, whatever SQL would make of nothing.
      const result = own.length === 0 ? { rows: [], isPastLimit: false } : evaluateMetric(query, own)
      isPastLimit ||= result.isPastLimit
      return { customerId: id, from, value: sumOf(result.rows), groups: groupsOf(result.rows) }
    }),
  )
  return { rows, isPastLimit }

  function sumOf(own: readonly SqlValue[][]): string | null {
    const quantities = own.map((row) => row[place]).filter((value) => Decimal.isDecimal(value))
    const total = quantities.reduce((sum, value) => sum.plus(value), new Decimal(0))
    isPastLimit ||= total.abs().greaterThanOrEqualTo('1e38')
    return quantities.length === 0 ? null : total.plus(0).toFixed()
  }

  function groupsOf(own: readonly SqlValue[][]): Record<string, string | null> | null {
    if (groupBy === null) return null
    const byText = Map.groupBy(own, (row) => groupName(row[groupBy.column] ?? null))
    const named = groupBy.values ?? [...byText.keys()].filter((text) => text !== null)
    return Object.fromEntries(named.map((text) => [text, sumOf(byText.get(text) ?? [])]))
  }
}

/** As CAST to text has it: instants without zeros at the end. */
function groupName(value: SqlValue): string | null {
  if (value === null) return null
  const text = writeValue(value)
  return typeof value === 'bigint' ? text.replace(/\.?0+$/, '') : text
}

function byId(a: UsageCustomer, b: UsageCustomer): number {
  return a.id < b.id ? -1 : 1
}
