import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acceptedSince } from '../../src/ingest/queries.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { startClickHouseStandIn, type ClickHouseStandIn } from '../support/clickhouse-server/start.ts'
import { openDatabase, select } from '../support/server-mode.ts'

let server: ClickHouseStandIn

beforeAll(async () => {
  server = await startClickHouseStandIn()
})
afterAll(() => server.stop())

describe('values to and from a server', () => {
  let warehouse: Warehouse
  beforeAll(async () => {
    warehouse = await openDatabase(server, 'texts')
  })
  afterAll(() => warehouse.close())

  const TEXTS = [
    `it's "quoted" \`so\``,
    'tab\tline\nreturn\rback\bfeed\f',
    'zero\0zero',
    '😀 é ﷽ \u{10FFFF}',
    '\\ \\\\ \\t \\N \\0',
    '',
    'NULL',
    `'], ['`,
    '{a:String} %27 + & = ? #',
    '\r\n--boundary\r\nContent-Disposition: form-data; name="query"\r\n\r\nSELECT 1',
  ]

  it('are the same texts, each alone and in lists', async () => {
    const [row] = await select(warehouse, 'SELECT {all:Array(String)} AS all', { all: TEXTS })
    expect(row).toEqual({ all: TEXTS })
    for (const one of TEXTS) {
      const [row] = await select(
        warehouse,
        'SELECT {one:String} AS one, length({one:String}) AS bytes, {one:String} IN {all:Array(String)} AS found',
        { one, all: [one] },
      )
      expect(row).toEqual({ one, bytes: String(Buffer.byteLength(one)), found: 1 })
    }
  })

  it('are the same texts in the body, where long parameters go', async () => {
    const long = TEXTS.map((one) => `${one}${'x'.repeat(1000)}${one}`)
    await server.takeRequests()
    const [row] = await select(warehouse, 'SELECT {all:Array(String)} AS all', { all: long })
    expect(row).toEqual({ all: long })
    expect((await server.takeRequests()).map(({ came }) => came.isMultipart)).toEqual([true])
  })

  it('are lists longer than a server takes in one parameter', async () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => `${index}-it's-${'\\'.repeat(20)}`)
    const [row] = await select(
      warehouse,
      `SELECT length({ids:Array(String)}) AS n, {ids:Array(String)}[20000] AS last,
        transform('19999', {from:Array(String)}, {ids:Array(String)}, '') AS found, {ids:Array(String)} = {ids:Array(String)} AS same`,
      { ids, from: ids.map((_, index) => String(index)) },
    )
    expect(row).toEqual({ n: '20000', last: ids[19_999], found: ids[19_999], same: 1 })
    expect(
      await warehouse.run(acceptedSince, { transaction_ids: ids, accepted_after: '2024-01-01 00:00:00' }),
    ).toEqual([])
  })

  it('are exact numbers, 64-bit and decimal', async () => {
    const [row] = await select(
      warehouse,
      `SELECT toUInt64('18446744073709551615') AS u, toInt64('-9223372036854775808') AS i, {n:Int64} AS n,
        toDecimal256('12345678901234567890123456789012345678.12345678901234567891', 20) AS d,
        sum(toDecimal256(x, 20)) AS s FROM (SELECT arrayJoin(['0.1', '0.2', '1e-20']) AS x)`,
      { n: '9007199254740993' },
    )
    expect(row).toEqual({
      u: '18446744073709551615',
      i: '-9223372036854775808',
      n: '9007199254740993',
      d: '12345678901234567890123456789012345678.12345678901234567891',
      s: '0.30000000000000000001',
    })
  })

  it.each(['', '?compression_request=1&compression_response=1'])(
    'are 100,000 rows in and out (%s)',
    async (options) => {
      const other = await openDatabase(server, 'large', options)
      const body = Array.from({ length: 100_000 }, (_, n) => `id-${n}\t2024-0${(n % 3) + 6}-15 00:00:00\n`)
      await server.takeRequests()
      await other.insertText({
        table: 'events',
        columns: ['transaction_id', 'timestamp'],
        body: Buffer.from(body.join('')),
        token: `large ${options}`,
      })
      const ids = await select(other, 'SELECT transaction_id AS id FROM events ORDER BY timestamp, id')
      expect(ids).toHaveLength(100_000)
      expect(new Set(ids.map(({ id }) => id)).size).toBe(100_000)
      const [insert] = await server.takeRequests()
      expect(insert?.came.encoding).toBe(options === '' ? 'identity' : 'gzip')
      await other.command('TRUNCATE TABLE events')
      await other.close()
    },
  )

  it('belong to their query when many run at once', async () => {
    const numbers = Array.from({ length: 60 }, (_, index) => index)
    const answers = await Promise.all(
      numbers.map((n) => select(warehouse, 'SELECT {n:Int64} AS n, sleep(0.01) AS s', { n })),
    )
    expect(answers.map(([row]) => row?.['n'])).toEqual(numbers.map(String))
  })
})
