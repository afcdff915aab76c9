import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { Sql } from '../../src/kernel/sql.ts'
import { LimitedQueryError } from '../../src/warehouse/limited-query-error.ts'
import type { ParamValue } from '../../src/warehouse/query.ts'
import type { QueryLimits } from '../../src/warehouse/query-limits.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'

const LIMITS: QueryLimits = {
  secondsMax: 1,
  memoryBytesMax: 100_000_000,
  rowsReadMax: 20_000,
  resultRowsMax: 100,
}

/** What a query around SQL that others wrote may do and may not, on any engine. */
export function limitedQueries(openWarehouse: (limits: QueryLimits) => Promise<Warehouse>): void {
  let warehouse: Warehouse

  beforeAll(async () => {
    warehouse = await openWarehouse(LIMITS)
    await warehouse.command(
      'CREATE OR REPLACE TABLE many (x UInt64) ENGINE = MergeTree ORDER BY x SETTINGS index_granularity = 1000',
    )
    await warehouse.command('INSERT INTO many SELECT number FROM numbers(30000)')
  })
  afterAll(() => warehouse.close())

  const query = (text: string) => ({
    name: 'test',
    row: z.record(z.string(), z.unknown()),
    compose: () => new Sql(text),
  })
  const limited = (text: string, params: Readonly<Record<string, ParamValue>> = {}) =>
    warehouse.runLimited(query(text), params)
  const failure = async (text: string): Promise<unknown> => limited(text).catch((error: unknown) => error)

  it('answers exactly, with parameters', async () => {
    const text =
      "SELECT count() AS n, toDecimal256('12345678901234567890.5', 20) AS d FROM many WHERE toString(x) IN {list:Array(String)} AND x < {most:UInt64}"
    expect(await limited(text, { list: ['1', '2', "it's\\"], most: 2 })).toEqual([
      { n: '1', d: '12345678901234567890.5' },
    ])
  })

  it.each([
    [
      'seconds',
      /^takes more than 1 seconds \(METERHOUSE_SQL_SECONDS_MAX\)$/,
      'SELECT count() AS n FROM (SELECT a.x AS y FROM many AS a CROSS JOIN many AS b CROSS JOIN many AS c WHERE a.x < 3000 AND b.x < 3000 AND c.x < 3000) WHERE sipHash64(y) % 7 = 1',
    ],
    [
      'memory_bytes',
      /^takes more than 100,000,000 bytes/,
      "SELECT length(groupArray(repeat('x', 20000 + x % 2))) AS n FROM many WHERE x < 10000",
    ],
    ['rows_read', /^reads more than 20,000 rows/, 'SELECT sum(x) AS n FROM many'],
    [
      'rows_read',
      /^reads more/,
      'SELECT (SELECT sum(x) FROM many WHERE x < 15000) + (SELECT sum(x) FROM many WHERE x > 15000) AS n',
    ],
    ['result_rows', /^gives more than 100 rows/, 'SELECT x AS n FROM many WHERE x < 101'],
    [
      'number_size',
      /^computes a number that is too large/,
      "SELECT multiplyDecimal(toDecimal256('1e30', 20), toDecimal256('1e30', 20), 20) AS n",
    ],
    [
      'number_size',
      /^computes a number/,
      "SELECT throwIf(x = 1, 'too many digits') AS n FROM many WHERE x < 2",
    ],
    [
      'number_size',
      /^computes a number/,
      "SELECT toDecimal256(toString(x) || '9e60', 20) AS n FROM many WHERE x < 2",
    ],
    ['scalar_rows', /^has a subquery/, 'SELECT (SELECT x AS n FROM many WHERE x < 2) AS n'],
  ] as const)('says which limit is met: %s', async (fault, message, text) => {
    const error = await failure(text)
    expect(error).toBeInstanceOf(LimitedQueryError)
    expect(error).toMatchObject({ fault, message: expect.stringMatching(message) as string })
  })

  it.each([
    ['writes nothing', 'INSERT INTO many VALUES (1)'],
    ['makes nothing', 'CREATE TABLE more (n UInt8) ENGINE = Memory'],
    ['raises no limit', 'SELECT sum(x) AS n FROM many SETTINGS max_rows_to_read = 1000000'],
    ['reads no file', "SELECT * FROM file('/etc/passwd', 'LineAsString')"],
  ])('%s', async (_, text) => {
    const error = await failure(text)
    expect(error).not.toBeInstanceOf(LimitedQueryError)
    expect(String(error)).toMatch(/readonly/i)
  })

  it('fails where the failure is ours', async () => {
    const error = await failure('SELECT nothing AS n')
    expect(error).toBeInstanceOf(Error)
    expect(error).not.toBeInstanceOf(LimitedQueryError)
  })

  it('goes on after all that, unlike reviewed queries, which have no limits', async () => {
    expect(await limited('SELECT count() AS n FROM many WHERE x < 5')).toEqual([{ n: '5' }])
    expect(await warehouse.run(query('SELECT sum(x) AS n FROM many'), {})).toEqual([{ n: '449985000' }])
  })
}
