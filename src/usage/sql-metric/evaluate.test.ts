import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTestWarehouse, type TestWarehouse } from '../../../test/support/warehouse.ts'
import { windowsOf } from '../../kernel/window.ts'
import { admittedSql } from '../../metrics/sql/admit-sql.ts'
import { LimitedQueryError, type LimitedQueryFault } from '../../warehouse/limited-query-error.ts'
import { QUERY_LIMITS } from '../../warehouse/query-limits.ts'
import type { Warehouse } from '../../warehouse/warehouse.ts'
import { sqlMetricBatchUsage } from '../queries.ts'
import { evaluateSqlMetric } from './evaluate.ts'

const HOURS = windowsOf({ from: Date.UTC(2024, 7, 1), to: Date.UTC(2024, 7, 1, 4) }, 'HOUR')
/** The two kinds of a customer with the most of n each, together; not a single aggregation. */
const GREATEST = `SELECT sum(n) AS value FROM
  (SELECT max(properties.n) AS n FROM events GROUP BY event_type ORDER BY 1 DESC LIMIT 2) AS greatest`

/** `acme` has events of three kinds in the first three hours, `other` of one kind in the second. */
describe('an SQL metric that is not a single aggregation', () => {
  let test: TestWarehouse
  let asked: string[] = []
  /** What a statement meets that evaluates several places in one pass. */
  let fault: LimitedQueryFault | null = null

  beforeAll(async () => {
    test = await openTestWarehouse()
    const events = [0, 1, 2].flatMap((hour) =>
      ['a', 'b', 'c'].map((kind, place) => ({ customer: 'acme', hour, kind, n: 10 ** place + hour })),
    )
    await test.warehouse.insert(
      'events',
      [...events, { customer: 'other', hour: 1, kind: 'a', n: 5 }].map(
        ({ customer, hour, kind, n }, index) => ({
          transaction_id: `t${index}`,
          customer_id: customer,
          event_type: kind,
          timestamp: `2024-08-01 0${hour}:30:00`,
          properties: { n: String(n) },
          accepted_sequence: index + 1,
        }),
      ),
    )
  })
  afterAll(() => test.close())
  beforeEach(() => {
    asked = []
    fault = null
  })

  /** The real warehouse, in which statements for several places fail as they may where there is much to read. */
  function warehouse(): Warehouse {
    return {
      ...test.warehouse,
      runLimited: (query, params, fragments) => {
        const { text } = query.compose(fragments ?? {})
        const isTogether = text.includes('place_number')
        asked.push(isTogether ? 'by places' : 'alone')
        if (isTogether && fault !== null)
          return Promise.reject(new LimitedQueryError(fault, QUERY_LIMITS, null))
        return test.warehouse.runLimited(query, params, fragments)
      },
    }
  }

  async function usage(
    customerIds: readonly string[],
    rowsMax = Infinity,
    isAsked: (customerId: string, hour: number) => boolean = () => true,
    text = GREATEST,
  ) {
    const metric = {
      kind: 'sql',
      id: '',
      name: '',
      subject: 'the metric',
      sql: admittedSql(text),
      afterSequence: null,
    } as const
    const places = customerIds.flatMap((customerId) =>
      HOURS.filter(({ number }) => isAsked(customerId, number % 24)).map((window) => ({
        customerId,
        identifiers: [customerId],
        window,
      })),
    )
    const rows = await evaluateSqlMetric(
      { warehouse: warehouse(), propertyColumns: { stored: new Set() } },
      { metric, places, windowSize: 'HOUR', groupKey: [] },
      [],
      sqlMetricBatchUsage,
      { rows_max: 1000 },
      rowsMax,
    )
    return rows
      .map(({ owner_id, window_number, value }) => `${owner_id} ${window_number % 24}: ${value?.text}`)
      .toSorted()
  }

  // 100 + 10, 101 + 11, 102 + 12; the fourth hour has no event and no row.
  const ACME = ['acme 0: 110', 'acme 1: 112', 'acme 2: 114']

  it('is evaluated for all customers and windows in one pass, each as if by itself', async () => {
    expect(await usage(['acme', 'other'])).toEqual([...ACME, 'other 1: 5'])
    expect(asked).toEqual(['by places'])
  })

  it('is evaluated where it is asked for alone, whatever else there is between', async () => {
    const isAsked = (customerId: string, hour: number) => (hour === 1) === (customerId === 'other')
    // Rows of places, which are not joined to those that are asked for: 1 + 10 + 100, 3 + 12 + 102.
    const ofEach = 'SELECT n AS value FROM (SELECT max(properties.n) AS n FROM events GROUP BY event_type)'
    expect(await usage(['acme', 'other'], Infinity, isAsked, ofEach)).toEqual([
      'acme 0: 111',
      'acme 2: 117',
      'other 1: 5',
    ])
    expect(asked).toEqual(['by places'])
  })

  it('is evaluated plainly where there is one window with events', async () => {
    expect(await usage(['other'])).toEqual(['other 1: 5'])
    expect(asked).toEqual(['alone'])
  })

  it('is evaluated in halves where one pass is more than the limits admit', async () => {
    fault = 'memory_bytes'
    expect(await usage(['acme', 'other'])).toEqual([...ACME, 'other 1: 5'])
    expect(asked).toEqual(['by places', 'by places', 'alone', 'alone', 'by places', 'alone', 'alone'])
  })

  it('is evaluated window by window where one pass fails otherwise', async () => {
    for (fault of ['seconds', 'number_size', 'nesting'] as const) {
      asked = []
      expect(await usage(['acme', 'other'])).toEqual([...ACME, 'other 1: 5'])
      expect(asked).toEqual(['by places', 'alone'])
    }
  })

  it('is evaluated for as many windows at once as are shown, not for all of them for each page', async () => {
    await test.warehouse.command(
      `INSERT INTO events (transaction_id, customer_id, event_type, timestamp, properties)
      SELECT toString(number), 'many', toString(number % 3), toDateTime64('2024-08-01 00:00:00', 6, 'UTC') + toIntervalHour(number % 2), map('n', toString(number))
      FROM numbers(400000)`,
    )
    // 399,998 + 399,996 in the first hour.
    expect(await usage(['many'], 1)).toEqual(['many 0: 799994'])
    expect(asked).toEqual(['alone'])
    // 399,999 + 399,997 in the second.
    expect(await usage(['many'])).toEqual(['many 0: 799994', 'many 1: 799996'])
  })
})
