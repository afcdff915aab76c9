import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { QueryFailure } from '../src/jobs/query/failure.ts'
import { runQuery } from '../src/jobs/query/run-query.ts'
import { writeRows, type OutputFormat } from '../src/jobs/query/write-rows.ts'
import { openEngine } from '../src/warehouse/engine.ts'
import { migrateWarehouse } from '../src/warehouse/migrate.ts'
import { QUERY_LIMITS } from '../src/warehouse/query-limits.ts'
import type { Warehouse } from '../src/warehouse/warehouse.ts'
import { startClickHouseStandIn, type ClickHouseStandIn } from './support/clickhouse-server/start.ts'

const LIMITS = { ...QUERY_LIMITS, secondsMax: 1, rowsReadMax: 20_000, resultRowsMax: 100 }

const VALUES = `SELECT toDecimal256('12345678901234567890.00000000000000000001', 20) AS d,
  toUInt64('18446744073709551615') AS u, arrayJoin(['it''s, "x"', '', 'a\\nb\\tc\\x1b[31m😀']) AS t,
  if(t = '', NULL, 1.5) AS n, [toDecimal64('0.1', 1)] AS l, map('k', t = '') AS m, toFloat64(1) / 0 AS "2", true AS "1"`

describe.each(['embedded', 'server'] as const)('the query of an analyst, on a warehouse: %s', (kind) => {
  const path = mkdtempSync(`${tmpdir()}/meterhouse-analyst-queries-`)
  let server: ClickHouseStandIn | null = null
  let warehouse: Warehouse

  beforeAll(async () => {
    if (kind === 'server') server = await startClickHouseStandIn()
    const engine = openEngine(server === null ? { path } : { url: server.url }, LIMITS)
    warehouse = await engine.openDatabase('meterhouse_test')
    await migrateWarehouse(warehouse)
    await warehouse.command("INSERT INTO events (transaction_id, timestamp) VALUES ('it', 0)")
  })
  afterAll(async () => {
    await warehouse.close()
    await server?.stop()
    rmSync(path, { recursive: true, force: true })
  })

  const printed = async (text: string, format: OutputFormat = 'table') => writeRows(await ask(text), format)
  const ask = (text: string) => runQuery(warehouse, { text, params: {} })

  it.each([
    ['SELEC 1', /^Syntax error: failed at position 7/],
    ['', /^Empty query$/],
    ['-- nothing', /^Empty query$/],
    ['SELECT 1; SELECT 2', /Multi-statements are not allowed/],
    ['SELECT 1; TRUNCATE TABLE events', /Multi-statements are not allowed/],
    ['SELECT 1 -- one\n; /* two */ TRUNCATE TABLE events', /Multi-statements are not allowed/],
    ['SELECT 1) UNION ALL (SELECT 2', /^Syntax error/],
    ['SELECT 1 FORMAT CSV', /^expected one SELECT, without FORMAT and INTO OUTFILE$/],
    ['TRUNCATE TABLE events', /^expected one SELECT/],
    ['INSERT INTO events (transaction_id) SELECT 1', /^expected one SELECT/],
    ['CREATE TABLE more (n UInt8) ENGINE = Memory', /^expected one SELECT/],
    ['KILL QUERY WHERE 1', /^expected one SELECT/],
    ['SET max_threads = 1', /^expected one SELECT/],
    ['USE default', /^expected one SELECT/],
    ['SELECT 1 SETTINGS max_rows_to_read = 0', /max_rows_to_read.*readonly/],
    ["SELECT * FROM file('/etc/passwd', 'LineAsString', 'l String')", /readonly/],
    ["SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString', 'l String')", /readonly/],
    ['SELECT nothing FROM events', /^Unknown expression identifier `nothing`$/],
    [
      'SELECT timestmp FROM events',
      /^Unknown expression identifier `timestmp`\. Maybe you meant: \['timestamp'\]$/,
    ],
    ['SELECT 1 FROM nothing', /^Unknown table expression identifier 'nothing'$/],
    ["SELECT toInt8('x')", /^Cannot parse string 'x' as Int8/],
    ['SELECT {a:Int8}', /^Substitution `a` is not set: give it with --param/],
    [
      'SELECT number FROM numbers(101)',
      /^the query gives more than 100 rows \(METERHOUSE_SQL_RESULT_ROWS_MAX\)$/,
    ],
    ['SELECT sum(number) FROM numbers(30000)', /^the query reads more than 20,000 rows/],
    ['SELECT count() FROM system.one WHERE sleepEachRow(2) = 0', /^the query takes more than 1 seconds/],
    ['SELECT 1, 1', /^two columns are named 1; name one otherwise with AS$/],
  ])('says on one line what is wrong with %j', async (text, reason) => {
    const failure: unknown = await ask(text).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(QueryFailure)
    expect((failure as QueryFailure).message).toMatch(reason)
    expect((failure as QueryFailure).message).not.toContain('\n')
    expect((await ask('SELECT transaction_id AS id FROM events')).rows).toEqual([{ id: 'it' }])
  })

  it('writes no file, which the engine would on a connection that only reads', async () => {
    const file = `${path}/written`
    await expect(ask(`SELECT 1 AS a INTO OUTFILE '${file}'`)).rejects.toThrow(/^expected one SELECT/)
    expect(existsSync(file)).toBe(false)
  })

  it('prints a table, a row on each line', async () => {
    const rows = (await printed(VALUES)).split('\n').map((line) => line.trim().split(/ {2,}/))
    const numbers = ['12345678901234567890.00000000000000000001', '18446744073709551615']
    expect(rows).toEqual([
      ['d', 'u', 't', 'n', 'l', 'm', '2', '1'],
      ['-'.repeat(41), '-'.repeat(20), '-'.repeat(18), '----', '-------', '-------', '---', '----'],
      [...numbers, 'it\'s, "x"', '1.5', '["0.1"]', '{"k":0}', 'inf', 'true'],
      [...numbers, 'NULL', '["0.1"]', '{"k":1}', 'inf', 'true'],
      [...numbers, 'a\\nb\\tc\\u001b[31m😀', '1.5', '["0.1"]', '{"k":0}', 'inf', 'true'],
      [''],
    ])
  })

  it('prints a table whose numbers are below each other', async () => {
    expect(await printed("SELECT number * 50 AS n, concat('é', toString(n)) AS t FROM numbers(3)")).toBe(
      '  n  t\n---  ----\n  0  é0\n 50  é50\n100  é100\n',
    )
  })

  it('prints CSV, in which an empty text is not NULL', async () => {
    const numbers = '12345678901234567890.00000000000000000001,18446744073709551615'
    expect(await printed(VALUES, 'csv')).toBe(
      [
        'd,u,t,n,l,m,2,1',
        `${numbers},"it's, ""x""",1.5,"[""0.1""]","{""k"":0}",inf,true`,
        `${numbers},"",,"[""0.1""]","{""k"":1}",inf,true`,
        `${numbers},"a\nb\tc\u001b[31m😀",1.5,"[""0.1""]","{""k"":0}",inf,true`,
        '',
      ].join('\n'),
    )
  })

  it('prints JSON, with its columns in their order', async () => {
    const text = await printed(VALUES, 'json')
    expect(text.split('\n')[2]).toBe(
      '{"d":"12345678901234567890.00000000000000000001","u":"18446744073709551615","t":"","n":null,"l":["0.1"],"m":{"k":1},"2":"inf","1":true},',
    )
    expect(JSON.parse(text)).toHaveLength(3)
  })

  it.each([
    ['table', 'a  b\n-  -\n'],
    ['csv', 'a,b\n'],
    ['json', '[]\n'],
  ] as const)('prints no rows as %s', async (format, expected) => {
    expect(await printed('SELECT 1 AS a, 2 AS b WHERE 0', format)).toBe(expected)
  })

  it.each([
    ["SELECT '; -- /*' AS a; -- ; SELECT 2", [{ a: '; -- /*' }]],
    ["WITH one AS (SELECT 1 AS a) SELECT a, '{{a}} $& {x:y' AS b FROM one;", [{ a: 1, b: '{{a}} $& {x:y' }]],
    ['(SELECT 1 AS a) UNION ALL SELECT 1', [{ a: 1 }, { a: 1 }]],
  ])('is any one SELECT: %s', async (text, rows) => {
    expect((await ask(text)).rows).toEqual(rows)
  })
})
