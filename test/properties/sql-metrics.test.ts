import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { identifier } from '../../src/kernel/sql.ts'
import { compileSql } from '../../src/metrics/sql/compile-sql.ts'
import type { SqlMetric } from '../../src/metrics/sql/sql-metric.ts'
import { HOUR, SECOND, type Micros } from '../support/oracle/instant.ts'
import { evaluateMetric } from '../support/oracle/sql/query.ts'
import type { SqlEvent } from '../support/oracle/sql/rows.ts'
import type { Query, Select } from '../support/oracle/sql/tree.ts'
import { openTestWarehouse, type TestWarehouse } from '../support/warehouse.ts'
import { chosen } from './arbitraries/sql-choose.ts'
import { drawEvents } from './arbitraries/sql-events.ts'
import { printMetric, quantityPlace } from './arbitraries/sql-print-query.ts'
import { drawMetric } from './arbitraries/sql-queries.ts'
import { drawSpelling } from './arbitraries/sql-spelling.ts'
import { hold, PROPERTY_TIMEOUT_MS } from './support/hold.ts'
import {
  plainRow,
  runMetric,
  sortRows,
  sourceOf,
  storeEvents,
  type PlainRow,
} from './support/sql-warehouse.ts'

const METRICS_PER_CASE = 4
// What the engine says of a number that is past its decimals.
const OVERFLOW = /Code: (?:407|69|321)\b|overflow/i

const eventsDraw = chosen((choose) => drawEvents(choose, 'c'))
const metricDraw = chosen((choose) => {
  const query = drawMetric(choose)
  return { query, text: printMetric(query, drawSpelling(choose)) }
})
const metricsDraw = fc.array(metricDraw, { minLength: METRICS_PER_CASE, maxLength: METRICS_PER_CASE })

// The grammar is wide: `PROPERTY_RUNS=20` looks further than these cases.
const SEED = 1

describe('an SQL metric', { timeout: PROPERTY_TIMEOUT_MS }, () => {
  let test: TestWarehouse
  let cases = 0

  beforeAll(async () => {
    test = await openTestWarehouse()
  })
  afterAll(() => test.close())

  async function store(draw: readonly SqlEvent[]): Promise<{ customer: string; events: SqlEvent[] }> {
    cases += 1
    const customer = `customer-${cases}`
    const events = draw.map((event) => ({ ...event, customerId: customer }))
    await storeEvents(test, events)
    return { customer, events }
  }

  it('comes to exactly what a naive evaluation of its text comes to', () =>
    hold(
      fc.asyncProperty(eventsDraw, metricsDraw, async (draw, metrics) => {
        const { customer, events } = await store(draw)
        for (const { query, text } of metrics) {
          const metric = compiled(text)
          expect([text, metric.valueIndex]).toEqual([text, quantityPlace(query)])
          const answer = await runMetric(test, metric.emit(sourceOf(customer)), metric.columns)
          expectAnswer(text, answer, query, [{ keys: [], events }])
        }
      }),
      16,
      SEED,
    ))

  it('of one aggregation comes to the same for all hours at once, and for each hour’s past', () =>
    hold(
      fc.asyncProperty(eventsDraw, metricsDraw, async (draw, metrics) => {
        const { customer, events } = await store(draw)
        const source = sourceOf(customer)
        const keys = [identifier('owner'), identifier('hour_start')]
        for (const { query, text } of metrics) {
          const metric = compiled(text)
          if (!metric.isSingleAggregation) continue
          const hours = [...new Set(events.map(({ instant }) => hourOf(instant)))]
          const answer = await runMetric(test, metric.emitByKeys(source, keys), metric.columns, KEY_NAMES)
          const each = hours.map((hour) => partOf(customer, events, hour, (at) => at === hour))
          if (isPastLimitAnywhere(answer, query, events)) continue
          expectAnswer(text, answer, query, each)
          const running = await runMetric(test, metric.emitRunning(source, keys), metric.columns, KEY_NAMES)
          const past = hours.map((hour) => partOf(customer, events, hour, (at) => at <= hour))
          if (query.kind === 'select' && query.groupBy !== null)
            expectRunningGroups(text, running, query, past, each)
          else expectAnswer(text, running, query, past)
        }
      }),
      12,
      SEED,
    ))
})

const KEY_NAMES = ['owner', 'hour_start']

type Answer = PlainRow[] | { error: string }

interface Part {
  keys: readonly string[]
  events: readonly SqlEvent[]
}

/** By keys, the engine may compute what WHERE leaves out, and so meet a number past its decimals there. */
function isPastLimitAnywhere(answer: Answer, query: Query, events: readonly SqlEvent[]): boolean {
  if (query.kind !== 'select' || !('error' in answer) || !OVERFLOW.test(answer.error)) return false
  return evaluateMetric({ ...query, where: null, having: null }, events).isPastLimit
}

function partOf(
  customer: string,
  events: readonly SqlEvent[],
  hour: Micros,
  isKept: (hour: Micros) => boolean,
): Part {
  return {
    keys: [customer, String(hour / SECOND)],
    events: events.filter(({ instant }) => isKept(hourOf(instant))),
  }
}

function compiled(text: string): SqlMetric {
  const result = compileSql(text)
  if ('refusals' in result) throw new Error(`refused: ${text}\n${JSON.stringify(result.refusals)}`)
  return result.metric
}

function expectAnswer(text: string, answer: Answer, query: Query, parts: readonly Part[]): void {
  const { rows, isPastLimit } = expected(query, parts)
  if ('error' in answer && isPastLimit && OVERFLOW.test(answer.error)) return
  expect({ text, answer }).toEqual({ text, answer: rows })
}

/** A group has its row where it has an event in the hour; whether it has one where it has none is left open. */
function expectRunningGroups(
  text: string,
  answer: Answer,
  query: Select,
  past: readonly Part[],
  each: readonly Part[],
): void {
  const { rows, isPastLimit } = expected(query, past)
  if ('error' in answer && isPastLimit && OVERFLOW.test(answer.error)) return
  const groupOf = (row: PlainRow) =>
    JSON.stringify([...row.slice(0, 2), ...(query.groupBy ?? []).map((at) => row[at + 2])])
  const present = new Set(expected({ ...query, having: null }, each).rows.map(groupOf))
  const needed = rows.filter((row) => present.has(groupOf(row)))
  expect({ text, answer }).toEqual({ text, answer: expect.arrayContaining(needed) })
  const known = new Set(rows.map((row) => JSON.stringify(row)))
  const unknown = 'error' in answer ? [] : answer.filter((row) => !known.has(JSON.stringify(row)))
  expect({ text, unknown }).toEqual({ text, unknown: [] })
}

function expected(query: Query, parts: readonly Part[]): { rows: PlainRow[]; isPastLimit: boolean } {
  const results = parts.map(({ keys, events }) => ({ keys, ...evaluateMetric(query, events) }))
  return {
    rows: sortRows(results.flatMap(({ keys, rows }) => rows.map((row) => [...keys, ...plainRow(row)]))),
    isPastLimit: results.some((result) => result.isPastLimit),
  }
}

function hourOf(instant: Micros): bigint {
  return instant - (instant % HOUR)
}
