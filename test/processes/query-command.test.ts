import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { holdDataFolder } from '../../src/data-folder.ts'
import { databaseName } from '../../src/open-environment.ts'
import { openEngine } from '../../src/warehouse/engine.ts'
import { migrateWarehouse } from '../../src/warehouse/migrate.ts'
import { startClickHouseStandIn, type ClickHouseStandIn } from '../support/clickhouse-server/start.ts'
import { runMeterhouse } from '../support/run-meterhouse.ts'

describe.each(['embedded', 'server'] as const)('meterhouse query, on a warehouse: %s', (kind) => {
  const folder = mkdtempSync(`${tmpdir()}/meterhouse-query-`)
  const variables: Record<string, string> = { METERHOUSE_DATA: `${folder}/data` }
  let server: ClickHouseStandIn | null = null

  beforeAll(async () => {
    mkdirSync(`${folder}/data`)
    if (kind === 'server') {
      server = await startClickHouseStandIn()
      variables['CLICKHOUSE_URL'] = server.url
    }
    const engine = openEngine(server === null ? { path: `${folder}/data/warehouse` } : { url: server.url })
    for (const environment of ['sandbox', 'production'] as const) {
      const warehouse = await engine.openDatabase(databaseName(environment))
      await migrateWarehouse(warehouse)
      await warehouse.insert('events', [{ transaction_id: `in ${environment}`, timestamp: 0 }])
      await warehouse.close()
    }
  })
  afterAll(async () => {
    await server?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const query = (sql: string, ...args: string[]) => runMeterhouse(['query', ...args, '-'], variables, sql)
  const printed = async (sql: string, ...args: string[]) => {
    const { status, stdout, stderr } = await query(sql, ...args)
    expect([status, stderr]).toEqual([0, ''])
    return stdout
  }

  it('reads the environment it is told, the sandbox where it is not', async () => {
    const text = '-- which\nSELECT transaction_id AS id FROM events; -- and no more\n'
    expect(await printed(text)).toBe('id\n----------\nin sandbox\n')
    expect(await printed(text, '--environment', 'production')).toBe('id\n-------------\nin production\n')
  })

  it('gives parameters their values, which are never SQL', async () => {
    const args = [
      'text=it\'s \\ {n:Int8} "x"\n--',
      'n=-5',
      'd=12345678901234567890.00000000000000000001',
      'at=2024-08-01 00:00:00.000001',
      'texts=["it\'s","\\\\ {n:Int8}"]',
      'numbers=[1,2.5]',
      'column=transaction_id',
    ].flatMap((one) => ['--param', one])
    const text = `SELECT {text:String} AS text, {n:Int8} AS n, {d:Decimal(76, 20)} AS d, {at:DateTime64(6, 'UTC')} AS at,
      {texts: Array(String)} AS texts, {numbers:Array(Decimal(20, 2))} AS numbers, {column:Identifier} AS id FROM events`
    expect(JSON.parse(await printed(text, ...args, '--format', 'json'))).toEqual([
      {
        text: 'it\'s \\ {n:Int8} "x"\n--',
        n: -5,
        d: '12345678901234567890.00000000000000000001',
        at: '2024-08-01 00:00:00.000001',
        texts: ["it's", '\\ {n:Int8}'],
        numbers: ['1', '2.5'],
        id: 'in sandbox',
      },
    ])
  })

  it('takes parameters from a file, and those that are given beside it in their place', async () => {
    const file = `${folder}/params.json`
    const days = Array.from({ length: 30_000 }, (_, day) => String(day))
    writeFileSync(file, JSON.stringify({ days, least: 12345678901234, text: 'a' }))
    const text =
      'SELECT length({days:Array(String)}) AS days, {least:Int64} AS least, {text:String} AS text FROM events'
    const args = ['--params', file, '--param', 'text=b', '--format', 'json']
    expect(JSON.parse(await printed(text, ...args))).toEqual([
      { days: '30000', least: '12345678901234', text: 'b' },
    ])
    writeFileSync(file, '["a"]')
    const rule = `meterhouse: --params ${file}: expected an object of texts, numbers and lists`
    expect(await query(text, '--params', file)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(rule),
    })
    expect(await query(text, '--params', `${file}x`)).toMatchObject({ status: 2 })
  })

  it.each([
    ['a mistake', 'SELECT 1\nFROM (events', /^Syntax error: .*line 2, col 6/],
    [
      'a limit',
      'SELECT number FROM numbers(101)',
      /^the query gives more than 100 rows \(METERHOUSE_SQL_RES/,
    ],
    ['a long text', `SELECT '${'x'.repeat(262_144)}'`, /^longer than 256 KiB$/],
  ])('says on one line what is wrong: %s', async (_, sql, reason) => {
    const limited = { ...variables, METERHOUSE_SQL_RESULT_ROWS_MAX: '100' }
    const end = await runMeterhouse(['query', '-'], limited, sql)
    expect(end).toMatchObject({ status: 1, stdout: '' })
    expect(end.stderr).toMatch(/^meterhouse: -: [^\n]+\n$/)
    expect(end.stderr.slice('meterhouse: -: '.length, -1)).toMatch(reason)
  })

  it('ends quietly where nobody reads to the end', async () => {
    const rows = "SELECT number AS n, repeat('x', 1000) AS t FROM numbers(2000)"
    const script = `echo "$QUERY" | "${process.execPath}" src/cli.ts query - | head -n 1; echo "\${PIPESTATUS[1]}"`
    const env = { PATH: process.env['PATH'], QUERY: rows, ...variables }
    const shell = spawn('bash', ['-c', script], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [shell.stdout, shell.stderr]) {
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    }
    await once(shell, 'close')
    expect(output).toBe('   n  t\n0\n')
  })

  it('says who holds the data folder, or reads beside it', async () => {
    const held = holdDataFolder(`${folder}/data`)
    const end = await query('SELECT 1 AS a')
    held.release()
    const inUse = `meterhouse: ${folder}/data is in use by process ${process.pid}; stop it, or set METERHOUSE_DATA\n`
    expect(end).toEqual(
      kind === 'server'
        ? { status: 0, stdout: 'a\n-\n1\n', stderr: '' }
        : { status: 1, stdout: '', stderr: inUse },
    )
  })
})

describe('meterhouse query', () => {
  const folder = mkdtempSync(`${tmpdir()}/meterhouse-query-`)
  const variables = { METERHOUSE_DATA: `${folder}/none` }
  afterAll(() => rmSync(folder, { recursive: true }))

  it.each([
    [['--colour', '-'], "Unknown option '--colour'"],
    [['--param', 'a=1', '-'], '--param a: there is no {a:…} in the text'],
  ])('does not understand %j', async (args, message) => {
    const end = await runMeterhouse(['query', ...args], variables, 'SELECT 1')
    expect(end).toMatchObject({ status: 2, stdout: '' })
    expect(end.stderr).toMatch(/^meterhouse: .*\nSee meterhouse --help and meterhouse COMMAND --help\.\n$/)
    expect(end.stderr).toContain(message)
  })

  it('names a file that it cannot read', async () => {
    const failure = async (name: string) => (await runMeterhouse(['query', name], variables)).stderr
    expect(await failure('missing.sql')).toBe('meterhouse: missing.sql: no such file\n')
    expect(await failure(folder)).toBe(`meterhouse: ${folder}: not a file\n`)
  })

  it('makes no warehouse where there is none', async () => {
    writeFileSync(`${folder}/one.sql`, 'SELECT 1')
    expect(await runMeterhouse(['query', `${folder}/one.sql`], variables)).toEqual({
      status: 1,
      stdout: '',
      stderr: `meterhouse: there is no warehouse in ${folder}/none; METERHOUSE_DATA says where it is\n`,
    })
    expect(existsSync(`${folder}/none`)).toBe(false)
  })

  it('says what is wrong with a server without its password', async () => {
    const server = { ...variables, CLICKHOUSE_URL: 'http://meter:not-secret@127.0.0.1:1' }
    expect(await runMeterhouse(['query', '-'], server, 'SELECT 1')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'meterhouse: the ClickHouse server at http://meter@127.0.0.1:1 cannot be used: ECONNREFUSED\n',
    })
  })

  it('tells what it can do', async () => {
    const help = await runMeterhouse(['query', '--help'], variables)
    expect(help).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringContaining('--param NAME=VALUE'),
    })
  })
})
