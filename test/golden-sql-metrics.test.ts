import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { identifier, parameter, sql, type Sql } from '../src/kernel/sql.ts'
import { emitGroupFilter, groupText } from '../src/metrics/groups.ts'
import { compileSql } from '../src/metrics/sql/compile-sql.ts'
import { emitRowsByKeys, emitRowsByPlaces, emitRowsOfPlaces } from '../src/metrics/sql/emit-result-rows.ts'
import { sqlMetricBatchUsage, sqlMetricGroupedUsage } from '../src/usage/queries.ts'
import { describeColumns } from '../src/metrics/sql/describe-columns.ts'
import { emitCreateView, viewIdentifier } from '../src/metrics/view.ts'
import { goldenEvents } from './golden/events.ts'
import { goldenSqlMetrics } from './golden/sql-metrics.ts'
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts'

const events = sql`events`

describe('the SQL that the compiler of SQL metrics writes', () => {
  let test: TestWarehouse

  beforeAll(async () => {
    test = await openTestWarehouse()
    await test.warehouse.insertText(goldenEvents)
  })
  afterAll(() => test.close())

  it.each(goldenSqlMetrics)(
    'for $name is what was reviewed, and counts as by hand',
    async ({ name, shows, text, rows }) => {
      const metric = compiled(text)
      const query = metric.emit(events)
      await expectGolden(`sql-metric-${name}`, shows, text, query)
      expect(await test.describe(query.text)).toEqual(describeColumns(metric))
      expect((await test.select(query.text)).map((row) => Object.values(row))).toEqual(rows)
    },
  )

  it('for a single aggregation by keys and over time is what was reviewed', async () => {
    const text = "SELECT sum(properties.tokens) AS value FROM events WHERE event_type = 'request'"
    const keys = [identifier('customer_id'), identifier('hour')]
    const source = sql`(SELECT *, toStartOfHour(timestamp) AS hour FROM events)`
    const metric = compiled(text)
    await expectGolden('sql-metric-by-keys', 'a row for each key', text, metric.emitByKeys(source, keys))
    await expectGolden(
      'sql-metric-running',
      'states, merged in time order',
      text,
      metric.emitRunning(source, keys),
    )
  })

  it('for many customers at once is what was reviewed', async () => {
    const text =
      'SELECT sum(n) AS value FROM (SELECT count(*) AS n FROM events GROUP BY event_type ORDER BY 1 LIMIT 2) AS least WHERE n < (SELECT count(*) FROM events)'
    const owners = { column: identifier('owner_number'), count: 500 }
    const query = compiled(text).emitByOwners(sql`source`, owners)
    await expectGolden('sql-metric-by-owners', 'each layer keeps whose its rows are', text, query)
  })

  it('for usage, at once or place by place, is what was reviewed', async () => {
    const one =
      "SELECT properties.user, sum(properties.tokens) AS value FROM events WHERE event_type = 'request' GROUP BY 1"
    const request = { metric: compiled(one), afterSequence: 7, groupKey: ['user'] }
    const filter = emitGroupFilter([{ property: 'user', values: [] }], groupText(['user'])).condition
    const keyed = { rows: emitRowsByKeys(request), group_filter: filter }
    await expectGolden(
      'sql-metric-usage-grouped',
      'one customer, one column, filtered',
      one,
      sqlMetricGroupedUsage.compose(keyed),
    )
    const many =
      'SELECT sum(n) AS value FROM (SELECT max(properties.seats) AS n FROM events GROUP BY event_type)'
    const two = [0, 1].map((number) => ({
      customerId: `customer-${number}`,
      identifiers: parameter(`identifiers_${number}`, 'Array(String)'),
      window: { number, from: number * 3_600_000, to: (number + 1) * 3_600_000 },
    }))
    const rows = emitRowsOfPlaces({ metric: compiled(many), afterSequence: null, groupKey: [] }, two)
    const all = emitGroupFilter([]).condition
    const batch = sqlMetricBatchUsage.compose({ rows, group_filter: all })
    await expectGolden('sql-metric-usage-batch', 'two customers, an hour each', many, batch)
    const together = emitRowsByPlaces({ metric: compiled(many), afterSequence: null, groupKey: [] }, 2)
    const places = sqlMetricBatchUsage.compose({ rows: together, group_filter: all })
    await expectGolden('sql-metric-usage-places', 'two places, in one pass', many, places)
    const matched = compiled(one).emitMatched(events, [identifier('customer_id')])
    await expectGolden('sql-metric-matched', 'the events that WHERE admits', one, matched)
  })

  it('for the view of a metric is what was reviewed, and is asked for a customer and a range', async () => {
    const text = String.raw`SELECT sum(properties.tokens) AS value, properties.user AS "column_0", count(*) AS "a ${'`'}b\"
      FROM events GROUP BY properties.user`
    const id = '00000000-0000-4000-8000-000000000001'
    const definition = { kind: 'sql', text } as const
    const create = emitCreateView({ id, name: "o'clock", definition, afterSequence: 1 }, new Set())
    await expectGolden(
      'sql-metric-view',
      'parameters, names of the text’s own, events after the first',
      text,
      create,
    )
    await test.warehouse.command(create.text)
    const asked = sql`SELECT * FROM ${viewIdentifier(id)}(identifiers = ['acme', 'other'], range_from = '2024-08-01 00:00:00', range_to = '2024-08-03 00:00:00') ORDER BY column_0`
    // e2 to e4: e1 arrived before, e5 is past the range.
    const name = 'a `b\\'
    expect(await test.select(asked.text)).toEqual([
      { value: '0.5', column_0: '', [name]: '1' },
      { value: null, column_0: 'ann', [name]: '1' },
      { value: '1000', column_0: 'bob', [name]: '1' },
    ])
    const ofNobody = asked.text.replace("'acme', ", '')
    expect(await test.select(ofNobody)).toEqual([])
  })

  function compiled(text: string) {
    const result = compileSql(text)
    if ('refusals' in result) throw new Error(JSON.stringify(result.refusals))
    return result.metric
  }

  /** Compares with the reviewed file, as the engine formats it; the engine so parses it, too. */
  async function expectGolden(name: string, shows: string, text: string, composed: Sql): Promise<void> {
    const [formatted] = await test.select('SELECT formatQuery({text:String}) AS text', {
      text: composed.text,
    })
    const header = [`-- ${name}: ${shows}`, ...text.split('\n').map((line) => `-- ${line.trim()}`)].join('\n')
    await expect(`${header}\n${String(formatted?.['text'])}\n`).toMatchFileSnapshot(`golden/${name}.sql`)
  }
})
