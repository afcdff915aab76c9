import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openIngest } from '../../src/ingest/ingest.ts'
import { acceptedSince } from '../../src/ingest/queries.ts'
import { wallClock } from '../../src/kernel/clock.ts'
import { openEngine } from '../../src/warehouse/engine.ts'
import { migrateWarehouse } from '../../src/warehouse/migrate.ts'
import type { ParamValue } from '../../src/warehouse/query.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { languageModelQuickStart } from '../scenarios/language-model-quick-start.ts'
import { startClickHouseStandIn, type ClickHouseStandIn } from '../support/clickhouse-server/start.ts'
import { limitedQueries } from '../support/limited-queries.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { run } from '../support/warehouse.ts'

/**
 * CLICKHOUSE_URL: the same service with a server over HTTP. No server can be installed here, so it is the stand-in of
 * test/support/clickhouse-server, whose main.ts says what it imitates.
 */
let server: ClickHouseStandIn

beforeAll(async () => {
  server = await startClickHouseStandIn()
})
afterAll(() => server.stop())

function select(warehouse: Warehouse, query: string, params: Readonly<Record<string, ParamValue>> = {}) {
  return run(warehouse, query, params, z.record(z.string(), z.unknown()))
}

async function openDatabase(name: string, options = ''): Promise<Warehouse> {
  const warehouse = await openEngine({ url: `${server.url}/${options}` }).openDatabase(name)
  await migrateWarehouse(warehouse)
  return warehouse
}

const EVENT = { customer_id: 'acme', event_type: 'request', properties: { tokens: 10 } }

/** A service whose sandbox has a customer and a metric: the sum of tokens. */
async function startMetered(databasePrefix: string, options = '') {
  const service = await startTestService({ clickhouseUrl: `${server.url}/${databasePrefix}${options}` })
  await service.setClock('2024-08-18T12:00:00Z')
  const { v1 } = service.sandbox
  const customerId = (await v1.customers.create({ name: 'Acme', ingest_aliases: ['acme'] })).data.id
  const sum = { aggregation_type: 'SUM', aggregation_key: 'tokens' } as const
  const property_filters = [{ name: 'tokens', exists: true }]
  const metricId = (await v1.billableMetrics.create({ name: 'Tokens', ...sum, property_filters })).data.id
  /** Sends events of 10 tokens each, at noon of the given days. @returns the status. */
  const send = async (...events: (readonly [id: string, day: string])[]) => {
    const body = events.map(([id, day]) => ({ ...EVENT, transaction_id: id, timestamp: `${day}T12:00:00Z` }))
    return (await service.request('POST', '/v1/ingest', { body })).status
  }
  const readUsage = () =>
    service.request('POST', '/v1/usage/groups', {
      body: {
        customer_id: customerId,
        billable_metric_id: metricId,
        window_size: 'NONE',
        starting_on: '2024-07-01T00:00:00Z',
        ending_before: '2024-09-01T00:00:00Z',
      },
    })
  const tokens = async () => {
    const { body } = await readUsage()
    return (body as { data: { value: number }[] }).data[0]?.value ?? 0
  }
  const stored = async (table: 'events' | 'duplicate_events') => {
    const query = `SELECT transaction_id FROM ${table} ORDER BY accepted_sequence`
    return (await select(service.warehouse('sandbox'), query)).map((row) => row['transaction_id'])
  }
  return { service, send, readUsage, tokens, stored }
}

type Metered = Awaited<ReturnType<typeof startMetered>>

describe('the language model quick start, on a server', () => {
  let service: TestService
  beforeAll(async () => {
    service = await startTestService({ clickhouseUrl: server.url })
  })
  afterAll(() => service.stop())

  languageModelQuickStart(() => service)

  it('was all done there, in the database of the environment', async () => {
    const seen = await server.takeRequests()
    expect(new Set(seen.map(({ database }) => database))).toEqual(
      new Set(['default', 'meterhouse_sandbox', 'meterhouse_production']),
    )
    expect(
      seen.filter(({ query }) => /^CREATE OR REPLACE VIEW metric_[0-9a-f]{8}_/.test(query)),
    ).toHaveLength(1)
  })

  it('is there after a restart, its views written anew and a stray one gone', async () => {
    const views = `SELECT name FROM system.tables WHERE database = currentDatabase() AND engine = 'View'`
    const before = await select(service.warehouse('sandbox'), views)
    await service.warehouse('sandbox').command('CREATE VIEW metric_stray AS SELECT 1 AS one')
    await service.restart()
    const seen = await server.takeRequests()
    expect(
      seen.filter(({ query }) => /^CREATE OR REPLACE VIEW metric_[0-9a-f]{8}_/.test(query)),
    ).toHaveLength(1)
    expect(await select(service.warehouse('sandbox'), views)).toEqual(before)
    const [row] = await select(service.warehouse('sandbox'), 'SELECT count() AS n FROM events')
    expect(row).toEqual({ n: '5' })
  })
})

describe('an insert to a server', () => {
  let metered: Metered
  beforeAll(async () => {
    metered = await startMetered('inserts')
  })
  afterAll(() => metered.service.stop())
  beforeEach(() => server.setFaults())

  it('whose answer is lost is repeated with its token and counts once, over two months', async () => {
    await server.takeRequests()
    await server.setFaults({ kind: 'dropped after', matching: 'INSERT INTO events', times: 2 })
    expect(await metered.send(['lost-july', '2024-07-31'], ['lost-august', '2024-08-01'])).toBe(200)
    const inserts = (await server.takeRequests()).filter(({ query }) =>
      query.startsWith('INSERT INTO events'),
    )
    const tokens = inserts.map(({ settings }) => settings['insert_deduplication_token'])
    expect(tokens).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), tokens[0], tokens[0]])
    expect(inserts.map(({ settings }) => settings['async_insert'])).toEqual(['0', '0', '0'])
    expect(await metered.stored('events')).toEqual(['lost-july', 'lost-august'])
    expect(await metered.stored('duplicate_events')).toEqual([])
    expect(await metered.tokens()).toBe(20)
  })

  it('of duplicates, too', async () => {
    await server.setFaults({ kind: 'dropped after', matching: 'INSERT INTO duplicate_events', times: 1 })
    expect(await metered.send(['lost-july', '2024-08-02'])).toBe(200)
    expect(await metered.stored('duplicate_events')).toEqual(['lost-july'])
    expect(await metered.tokens()).toBe(20)
  })

  it('whose answer never comes back is a 503; sent again, its events are found taken', async () => {
    await server.setFaults({ kind: 'dropped after', matching: 'INSERT INTO events', times: 3 })
    expect(await metered.send(['never', '2024-08-03'])).toBe(503)
    expect(await metered.send(['never', '2024-08-03'])).toBe(200)
    expect((await metered.stored('events')).filter((id) => id === 'never')).toHaveLength(1)
    expect(await metered.tokens()).toBe(30)
  })

  it('that the server is still at when all tries have timed out is settled before its events are judged again', async () => {
    const hasty = await startMetered('stalled', '?request_timeout=300')
    await server.setFaults({ kind: 'stalled', matching: 'INSERT INTO events', times: 3, milliseconds: 2500 })
    expect(await hasty.send(['slow', '2024-08-03'])).toBe(503)
    await expect.poll(() => hasty.send(['slow', '2024-08-03']), { timeout: 10_000 }).toBe(200)
    await setTimeout(3000)
    expect(await hasty.stored('events')).toEqual(['slow'])
    await hasty.service.stop()
  })

  it.each(['dropped before', 'unavailable', 'exception'] as const)(
    'that fails (%s) is a 503 and claims nothing; sent again it counts once',
    async (kind) => {
      const before = await metered.tokens()
      // An exception is the server's answer, and final; what was not answered is tried three times.
      const times = kind === 'exception' ? 1 : 3
      await server.setFaults({ kind, matching: 'INSERT INTO events', times })
      expect(await metered.send([kind, '2024-08-04'])).toBe(503)
      expect(await metered.stored('events')).not.toContain(kind)
      expect(await metered.send([kind, '2024-08-04'])).toBe(200)
      expect((await metered.stored('events')).filter((id) => id === kind)).toHaveLength(1)
      expect(await metered.tokens()).toBe(before + 10)
    },
  )

  it('that fails once and is done the second time is a 200', async () => {
    await server.setFaults({ kind: 'unavailable', matching: 'INSERT INTO events', times: 1 })
    expect(await metered.send(['second try', '2024-08-05'])).toBe(200)
    expect((await metered.stored('events')).filter((id) => id === 'second try')).toHaveLength(1)
  })
})

describe('an insert token', () => {
  const COLUMNS = ['transaction_id', 'timestamp'] as const
  const rows = (...days: string[]) =>
    Buffer.from(days.map((day) => `${day}\t2024-${day} 00:00:00\n`).join(''), 'utf8')
  let warehouse: Warehouse
  beforeAll(async () => {
    warehouse = await openDatabase('tokens')
  })
  afterAll(() => warehouse.close())
  beforeEach(() => warehouse.command('TRUNCATE TABLE events'))

  const insert = (token: string, body: Buffer) =>
    warehouse.insertText({ table: 'events', columns: [...COLUMNS], body, token })
  const days = async () =>
    (await select(warehouse, 'SELECT transaction_id AS day FROM events ORDER BY day')).map(({ day }) => day)

  it('stores the same rows once, and again under another token', async () => {
    for (const token of ['once', 'once', 'another']) await insert(token, rows('06-30', '07-01', '08-01'))
    expect(await days()).toEqual(['06-30', '06-30', '07-01', '07-01', '08-01', '08-01'])
  })

  it('completes an insert of which only one month was stored', async () => {
    await insert('half-way', rows('07-01'))
    await insert('half-way', rows('07-01', '08-01'))
    expect(await days()).toEqual(['07-01', '08-01'])
  })

  it('is remembered by a server that crashed after the insert', async () => {
    await server.setFaults({ kind: 'killed after', matching: 'INSERT INTO events', times: 1 })
    await expect(insert('crash', rows('07-01', '08-01'))).rejects.toThrow()
    await server.kill()
    await server.start()
    await insert('crash', rows('07-01', '08-01'))
    expect(await days()).toEqual(['07-01', '08-01'])
  })
})

describe('a server that fails to answer a query', () => {
  let metered: Metered
  beforeAll(async () => {
    metered = await startMetered('failures', '?request_timeout=2000')
    await metered.send(['first', '2024-08-01'])
  })
  afterAll(() => metered.service.stop())
  beforeEach(() => server.setFaults())

  it.each([
    'dropped before',
    'dropped after',
    'unavailable',
    'exception',
    'tagged exception in the answer',
    'plain exception in the answer',
    'cut in the answer',
  ] as const)('(%s) makes a 500 that tells nothing of it, never a number', async (kind) => {
    await server.setFaults({ kind, matching: 'usage/windows', times: 1 })
    const failed = await metered.readUsage()
    expect(failed.status).toBe(500)
    expect(failed.text).toMatch(/^\{"message":"Something went wrong on our side\. Quote request [^"]+"/)
    expect(failed.text).not.toMatch(/select|clickhouse|exception|upstream|127\.0\.0\.1|socket/i)
    expect(await metered.tokens()).toBe(10)
  })

  it('in time fails, and the service goes on', async () => {
    await server.setFaults({ kind: 'late', matching: 'usage/windows', times: 1, milliseconds: 2500 })
    expect((await metered.readUsage()).status).toBe(500)
    expect(await metered.tokens()).toBe(10)
  })

  it('to an insert in time gets it again, which counts once', async () => {
    await server.setFaults({ kind: 'late', matching: 'INSERT INTO events', times: 1, milliseconds: 2500 })
    expect(await metered.send(['late', '2024-08-01'])).toBe(200)
    expect(await metered.stored('events')).toEqual(['first', 'late'])
  })

  it.each(['tagged exception in the answer', 'plain exception in the answer', 'cut in the answer'] as const)(
    'for the index of ids (%s) ends the start: an index that lacks ids would count events twice',
    async (kind) => {
      const warehouse = metered.service.warehouse('sandbox')
      await metered.send(['second', '2024-08-01'], ['third', '2024-08-01'], ['fourth', '2024-08-01'])
      await server.setFaults({ kind, matching: 'ingest/fingerprints', times: 1 })
      await expect(openIngest(warehouse, wallClock())).rejects.toThrow()
    },
  )

  it('because it is gone makes reads 500 and ingest 503, until it is back', async () => {
    const before = await metered.tokens()
    await server.kill()
    const failed = await metered.readUsage()
    expect(failed.status).toBe(500)
    expect(failed.text).not.toMatch(/ECONNREFUSED|127\.0\.0\.1|clickhouse/i)
    expect(await metered.send(['while it was gone', '2024-08-01'])).toBe(503)
    await server.start()
    expect(await metered.tokens()).toBe(before)
    expect(await metered.send(['while it was gone', '2024-08-01'])).toBe(200)
    expect(await metered.tokens()).toBe(before + 10)
  })
})

describe('starting on a server that cannot be used', () => {
  it.each([
    [
      'with a wrong password',
      () => `http://meter:not-secret@${server.host}`,
      () => `the ClickHouse server at http://meter@${server.host} refused the user or the password`,
    ],
    [
      'where nothing listens',
      () => 'http://meter:not-secret@127.0.0.1:1',
      () => 'the ClickHouse server at http://meter@127.0.0.1:1 cannot be used: ECONNREFUSED',
    ],
    [
      'with an option the client does not know',
      () => 'http://meter:not-secret@127.0.0.1:1?compress=1',
      () =>
        'the ClickHouse server at http://meter@127.0.0.1:1 cannot be used: Unknown URL parameters: compress',
    ],
    [
      'where another service answers',
      () => `http://meter:not-secret@${server.host}/?pathname=stand-in-of-something-else`,
      () => `the ClickHouse server at http://meter@${server.host} cannot be used: There is no handle`,
    ],
  ])('%s ends with a message without the password', async (_, clickhouseUrl, message) => {
    const folder = mkdtempSync(`${tmpdir()}/meterhouse-start-`)
    const child = spawn(process.execPath, ['src/main.ts'], {
      env: { PATH: process.env['PATH'], METERHOUSE_DATA: folder, PORT: '0', CLICKHOUSE_URL: clickhouseUrl() },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [output, errors, [exitCode]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ])
    rmSync(folder, { recursive: true })
    expect(exitCode).toBe(1)
    expect(errors).toContain(`Meterhouse cannot go on: ${message()}`)
    expect(errors + output).not.toContain('not-secret')
  })
})

describe('a query around SQL that others wrote, on a server', () => {
  limitedQueries((limits) => openEngine({ url: server.url }, limits).openDatabase('limited'))
})

describe('SQL metrics, on a server', () => {
  let metered: Metered
  beforeAll(async () => {
    metered = await startMetered('sql')
    await metered.send(['a', '2024-08-01'], ['b', '2024-08-01'], ['c', '2024-08-03'])
  })
  afterAll(() => metered.service.stop())

  const ONE = 'SELECT properties.tokens, sum(properties.tokens) AS value FROM events GROUP BY 1'
  const MANY = 'SELECT max(n) AS value FROM (SELECT count(*) AS n FROM events GROUP BY timestamp)'

  it.each([
    ['one aggregation', ONE, [20, null, 10]],
    ['many', MANY, [2, null, 1]],
  ])('are created, confirmed and evaluated: %s', async (name, sql, values) => {
    await server.takeRequests()
    const { v1 } = metered.service.sandbox
    const metric = (await v1.billableMetrics.create({ name, sql })).data
    const rows = await Array.fromAsync(
      v1.usage.list({
        billable_metrics: [{ id: metric.id }],
        window_size: 'DAY',
        starting_on: '2024-08-01T00:00:00Z',
        ending_before: '2024-08-04T00:00:00Z',
      }),
    )
    expect(rows.map(({ value }) => value)).toEqual(values)
    const limited = (await server.takeRequests()).filter(({ settings }) => settings['readonly'] === '1')
    expect(limited.length).toBeGreaterThan(2)
    for (const { settings } of limited) {
      expect(settings).toMatchObject({ max_execution_time: '10', max_memory_usage: '1073741824' })
    }
  })

  it('are checked, matched and refused as the embedded engine does', async () => {
    const check = (sql: string) =>
      metered.service.request('POST', '/ext/sql-metrics/check', { body: { sql } })
    // Longer than a server takes in one parameter, with characters of two halves where its parts may be cut.
    const sums = Array.from({ length: 80 }, (_, index) => `sum(properties."😀 ${index}") AS c${index}`)
    const long = await check(
      `SELECT ${sums.join(', ')} FROM events WHERE event_type = '{{rows}} {parts:Array(String)}'`,
    )
    const { clickhouse_sql: written } = (long.body as { data: { clickhouse_sql: string } }).data
    expect(written.length).toBeGreaterThan(131_072)
    for (const part of [...sums.map((_, index) => `'😀 ${index}'`), "'{{rows}} {parts:Array(String)}'"]) {
      expect(written).toContain(part)
    }
    const [event] = await metered.service.sandbox.v1.usage.search({ transactionIds: ['c'] })
    expect(event?.matched_billable_metrics?.map(({ name }) => name)).toEqual([
      'Tokens',
      'one aggregation',
      'many',
    ])
    const refused = await check('SELECT 1 FROM system.tables')
    expect(refused.body).toMatchObject({ data: { is_admitted: false } })
  })
})

describe('values to and from a server', () => {
  let warehouse: Warehouse
  beforeAll(async () => {
    warehouse = await openDatabase('texts')
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
      const other = await openDatabase('large', options)
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

describe('services that share a server', () => {
  it('have databases of their own, one for each environment', async () => {
    const [one, two] = await Promise.all([startMetered('one'), startMetered('two')])
    await one.send(['same id', '2024-08-01'])
    await two.send(['same id', '2024-08-01'], ['other id', '2024-08-02'])
    const event = { ...EVENT, transaction_id: 'same id', timestamp: new Date().toISOString() }
    const sent = await one.service.request('POST', '/v1/ingest', { body: [event], environment: 'production' })
    expect(sent.status).toBe(200)
    expect([await one.tokens(), await two.tokens()]).toEqual([10, 20])
    const perDatabase = `SELECT database, sum(rows) AS events FROM system.parts
      WHERE active AND table = 'events' AND match(database, '^(one|two)_') GROUP BY database ORDER BY database`
    expect(await select(one.service.warehouse('sandbox'), perDatabase)).toEqual([
      { database: 'one_meterhouse_production', events: '1' },
      { database: 'one_meterhouse_sandbox', events: '1' },
      { database: 'two_meterhouse_sandbox', events: '2' },
    ])
    await Promise.all([one.service.stop(), two.service.stop()])
  })
})
