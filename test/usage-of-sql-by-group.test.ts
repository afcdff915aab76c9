import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { HOUR_MS } from '../src/kernel/instant.ts'
import { admittedSql } from '../src/metrics/sql/admit-sql.ts'
import type { BatchMetric } from '../src/usage/batch-request.ts'
import { readBatchUsage } from '../src/usage/batch-usage.ts'
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts'

const FROM = Date.UTC(2024, 7, 1)
const BY_MODEL = 'SELECT properties.model, sum(properties.n) AS value FROM events GROUP BY model'
/** The same, which is not a single aggregation. */
const IN_LAYERS = `SELECT model, sum(n) AS value FROM
  (SELECT properties.model, sum(properties.n) AS n FROM events GROUP BY model) AS models GROUP BY model`
/** A row for each event, so that a group may be too large where no row is. */
const BY_EVENT = `SELECT properties.model, transaction_id, sum(properties.n) AS value
  FROM events GROUP BY model, transaction_id`

const ONCE = ['usage/sql-metric-batch']
const ONCE_IN_LAYERS = ['usage/event-windows', 'usage/sql-metric-batch']
const COUNTED = ['usage/sql-metric-batch', 'usage/sql-metric-group-counts', 'usage/sql-metric-batch']

type Event = [customer: string, hour: number, model: string | null, n: string]

describe('usage of an SQL metric by groups', () => {
  let test: TestWarehouse
  let asked: string[] = []
  let rowsGiven = 0

  beforeAll(async () => {
    test = await openTestWarehouse()
    const events: Event[] = [
      ['acme', 0, 'a', '1'],
      ['acme', 0, 'b', '20'],
      ['acme', 0, null, '300'],
      ['acme', 1, 'b', '7'],
      // Each within 38 digits, as are all together; those of b are not.
      ['huge group', 0, 'a', '-9e37'],
      ['huge group', 0, 'b', '9e37'],
      ['huge group', 0, 'b', '2e37'],
      // Each within them, but not all together.
      ['huge total', 0, 'a', '6e37'],
      ['huge total', 0, 'b', '6e37'],
    ]
    await test.warehouse.insert(
      'events',
      events.map(([customer_id, hour, model, n], index) => ({
        transaction_id: `t${index}`,
        customer_id,
        timestamp: `2024-08-01 0${hour}:00:00`,
        properties: { ...(model === null ? {} : { model }), n },
        accepted_sequence: index + 1,
      })),
    )
    // 60,000 models in each of two hours; the total of the second of `cut` is too large.
    for (const customer of ['many', 'cut']) {
      await test.warehouse.command(
        `INSERT INTO events (transaction_id, customer_id, timestamp, properties)
        SELECT concat('${customer} ', toString(number)), '${customer}', toDateTime64('2024-08-01 00:00:00', 6, 'UTC') + toIntervalHour(number % 2),
          map('model', toString(intDiv(number, 2)), 'n', '${customer}' = 'cut' AND number IN (1, 3) ? '9e37' : '1')
        FROM numbers(120000)`,
      )
    }
    await test.warehouse.command(
      `INSERT INTO events (transaction_id, customer_id, timestamp, properties)
      SELECT concat('more ', toString(number)), 'more', toDateTime64('2024-08-01 00:00:00', 6, 'UTC'), map('model', toString(number), 'n', '1')
      FROM numbers(100001)`,
    )
  }, 60_000)
  afterAll(() => test.close())
  beforeEach(() => {
    asked = []
    rowsGiven = 0
  })

  function metricOf(text: string, values: readonly string[] | null, id = 'm'): BatchMetric {
    return {
      kind: 'sql',
      id,
      name: id,
      subject: `the metric ${id}`,
      sql: admittedSql(text),
      afterSequence: null,
      groupBy: { property: 'model', values },
    }
  }

  /** A page of usage by the hour. @returns each row's value and its groups. */
  async function usage(customer: string, metrics: readonly BatchMetric[], hours = 2, cursor?: string) {
    const { warehouse } = test
    const { rows, nextCursor } = await readBatchUsage(
      {
        warehouse: {
          ...warehouse,
          run: (query, params, fragments) => {
            asked.push(query.name)
            return warehouse.run(query, params, fragments)
          },
          runLimited: async (query, params, fragments) => {
            asked.push(query.name)
            const given = await warehouse.runLimited(query, params, fragments)
            rowsGiven += given.length
            return given
          },
        },
        propertyColumns: { stored: new Set() },
      },
      {
        metrics,
        customers: [{ id: customer, identifiers: [customer] }],
        areMetricsNamed: true,
        attribute: () => Promise.reject(new Error('all are named')),
        range: { from: FROM, to: FROM + hours * HOUR_MS },
        windowSize: 'HOUR',
        cursor,
      },
    )
    const shown = rows.map(({ value, groups }): readonly [string | null, object] => [
      value?.text ?? null,
      Object.fromEntries([...(groups ?? [])].map(([name, one]) => [name, one?.text ?? null])),
    ])
    return { rows: shown, next: nextCursor ?? undefined }
  }

  it.each([
    ['a single aggregation', BY_MODEL, ONCE],
    ['any other metric', IN_LAYERS, ONCE_IN_LAYERS],
  ])('is of one evaluation, the total being that of all groups and of none: %s', async (_, text, once) => {
    expect((await usage('acme', [metricOf(text, null)], 3)).rows).toEqual([
      // 1 + 20 + 300
      ['321', { a: '1', b: '20' }],
      ['7', { b: '7' }],
      [null, {}],
    ])
    expect(asked).toEqual(once)
  })

  it.each([
    ['a single aggregation', BY_MODEL, ONCE],
    ['any other metric', IN_LAYERS, ONCE_IN_LAYERS],
  ])(
    'that are named is of one evaluation, the total being that of the others too: %s',
    async (_, text, once) => {
      expect((await usage('acme', [metricOf(text, ['a', 'c'])], 3)).rows).toEqual([
        ['321', { a: '1', c: null }],
        // None of them has usage there.
        ['7', { a: null, c: null }],
        [null, { a: null, c: null }],
      ])
      expect(asked).toEqual(once)
      // One for a, and one for the second hour: the limit on rows is that of a query for a and c alone.
      expect(rowsGiven).toBe(2)
    },
  )

  it('is of one evaluation of each metric', async () => {
    const { rows } = await usage('acme', [metricOf(BY_MODEL, null, 'm'), metricOf(BY_MODEL, ['b'], 'n')], 1)
    expect(rows).toEqual([
      ['321', { a: '1', b: '20' }],
      ['321', { b: '20' }],
    ])
    expect(asked).toEqual([...ONCE, ...ONCE])
  })

  it('fails for a number of more than 38 digits that is a group asked for, or the total', async () => {
    const tooLarge = /^the metric m computes a number that is too large/
    await expect(usage('huge group', [metricOf(BY_EVENT, null)])).rejects.toThrow(tooLarge)
    await expect(usage('huge group', [metricOf(BY_EVENT, ['b'])])).rejects.toThrow(tooLarge)
    await expect(usage('huge total', [metricOf(BY_MODEL, null)])).rejects.toThrow(tooLarge)
    await expect(usage('huge total', [metricOf(BY_MODEL, ['c'])])).rejects.toThrow(tooLarge)
  })

  it('does not fail for a group that is not asked for', async () => {
    const { rows } = await usage('huge group', [metricOf(BY_EVENT, ['a'])], 1)
    // -9e37 + 9e37 + 2e37
    expect(rows).toEqual([[`2${'0'.repeat(37)}`, { a: `-9${'0'.repeat(37)}` }]])
  })

  it('is counted where a page has too many, and goes on after the cut of one evaluation', async () => {
    const first = await usage('many', [metricOf(BY_MODEL, null)])
    expect(sizes(first)).toEqual([['60000', 60_000]])
    expect(asked.splice(0)).toEqual(COUNTED)
    const second = await usage('many', [metricOf(BY_MODEL, null)], 2, first.next)
    expect(sizes(second)).toEqual([['60000', 60_000]])
    expect([second.next, asked]).toEqual([undefined, ONCE])
  })

  it('is cut by the groups of all metrics, those that need no count too', async () => {
    const some = BY_MODEL.replace('GROUP', 'WHERE properties.model < 45000 GROUP')
    // 60,000, which is more than half of what a page may have, and 45,000.
    const both = [metricOf(BY_MODEL, null, 'm'), metricOf(some, null, 'n')]
    const first = await usage('many', both, 1)
    expect(sizes(first)).toEqual([['60000', 60_000]])
    expect(asked.toSorted()).toEqual([...ONCE, ...COUNTED].toSorted())
    const second = await usage('many', both, 1, first.next)
    expect([sizes(second), second.next]).toEqual([[['45000', 45_000]], undefined])
  })

  it('is given up to the cut, although it fails after it', async () => {
    const first = await usage('cut', [metricOf(BY_MODEL, null)])
    expect(sizes(first)).toEqual([['60000', 60_000]])
    // 9e37 and 9e37.
    await expect(usage('cut', [metricOf(BY_MODEL, null)], 2, first.next)).rejects.toThrow('too large')
  })

  it('is refused where one row has too many, and says how many', async () => {
    await expect(usage('more', [metricOf(BY_MODEL, null)])).rejects.toThrow(
      'billable_metrics.0.group_by: 100001 values for customer more',
    )
  })
})

/** Each row's value, and how many groups it has. */
function sizes({ rows }: { rows: readonly (readonly [string | null, object])[] }) {
  return rows.map(([value, groups]) => [value, Object.keys(groups).length])
}
