import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { holdDataFolder } from '../../src/data-folder.ts'
import { openEngine, type EngineLocation } from '../../src/warehouse/engine.ts'
import { startClickHouseStandIn } from '../support/clickhouse-server/start.ts'
import { run } from '../support/warehouse.ts'

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))
const EVENTS_TOTAL = 60_000
const REFUSED_EVERY = 500
const KILLS_MIN = 3

const importRecord = z.object({ position: z.object({ line: z.number() }), is_finished: z.boolean() })

describe('meterhouse import', () => {
  const folder = mkdtempSync(`${tmpdir()}/meterhouse-command-test-`)
  const dataFolder = `${folder}/data`
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  function start(
    args: readonly string[],
    variables: Readonly<Record<string, string>> = {},
    options: { detached?: boolean } = {},
  ): ChildProcess {
    const env = { ...process.env, METERHOUSE_DATA: dataFolder, ...variables }
    const stdio = ['pipe', 'pipe', 'pipe'] as const
    return spawn(process.execPath, [CLI, ...args], { env, cwd: folder, stdio: [...stdio], ...options })
  }

  async function finish(child: ChildProcess) {
    const text = { stdout: '', stderr: '' }
    child.stdout?.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()))
    const [status, signal] = (await once(child, 'close')) as [number | null, string | null]
    return { status, signal, ...text }
  }

  const meterhouse = (...args: string[]) => finish(start(args))

  const event = (transactionId: string) =>
    JSON.stringify({
      transaction_id: transactionId,
      customer_id: 'acme',
      event_type: 'request',
      timestamp: new Date().toISOString(),
      properties: { tokens: 1.0, model: 'small' },
    })

  /** How many lines the imports of a file have recorded. */
  function linesRecorded(): number {
    const lines = readdirSync(`${dataFolder}/imports`)
      .filter((name) => name.endsWith('.json'))
      .map((name) => importRecord.parse(JSON.parse(readFileSync(`${dataFolder}/imports/${name}`, 'utf8'))))
      .map(({ position }) => position.line)
    return Math.max(0, ...lines)
  }

  it('tells what it can do', async () => {
    expect(await meterhouse('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('import') })
    const help = await meterhouse('import', '--help')
    expect(help).toMatchObject({ status: 0, stdout: expect.stringContaining('sandbox (the default)') })
    const invoices = await meterhouse('invoices', '--help')
    expect(invoices).toMatchObject({ status: 0, stdout: expect.stringContaining('--dry-run') })
  })

  it.each([
    [[], 'name a command'],
    [['export'], 'unknown command export'],
    [['invoices'], 'invoices: name what to do; there is invoices generate'],
    [['invoices', 'list'], 'invoices: unknown command list; there is invoices generate'],
    [['import', '--colour', 'a.ndjson'], "Unknown option '--colour'"],
  ])('does not understand %j', async (args, message) => {
    expect(await meterhouse(...args)).toMatchObject({ status: 2, stderr: expect.stringContaining(message) })
  })

  it('names a file that is missing, or of no known format', async () => {
    const missing = await meterhouse('import', 'missing.ndjson')
    expect(missing).toMatchObject({ status: 1, stderr: 'meterhouse: missing.ndjson: no such file\n' })
    writeFileSync(`${folder}/events.xml`, '')
    const unknown = await meterhouse('import', 'events.xml')
    expect(unknown).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('events.xml: its name does not say'),
    })
  })

  it('says who holds the data folder', async () => {
    writeFileSync(`${folder}/one.ndjson`, event('held-1'))
    const held = holdDataFolder(dataFolder)
    const answer = await meterhouse('import', 'one.ndjson')
    held.release()
    expect(answer).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`in use by process ${process.pid}`),
    })
  })

  it('keeps every transaction once through kills at any moment', async () => {
    const lines = Array.from({ length: EVENTS_TOTAL }, (_, index) =>
      index % REFUSED_EVERY === 0 ? `not an event, number ${index}` : event(`killed-${index}`),
    )
    writeFileSync(`${folder}/killed.ndjson`, lines.join('\n'))
    const args = ['import', '--environment', 'production', 'killed.ndjson']
    let kills = 0
    for (; kills < KILLS_MIN; kills += 1) {
      const child = start(args)
      const ended = finish(child)
      const before = kills === 0 ? 0 : linesRecorded()
      await progressPast(before)
      setTimeout(() => child.kill('SIGKILL'), Math.random() * 50)
      expect(await ended).toMatchObject({ signal: 'SIGKILL' })
    }
    expect(linesRecorded()).toBeLessThan(EVENTS_TOTAL)
    const last = await meterhouse(...args)
    expect(last).toMatchObject({ status: 3, stdout: expect.stringMatching(/going on after [\d,]+ rows/) })
    const refused = readFileSync(`${folder}/killed.ndjson.refused.ndjson`, 'utf8').trimEnd().split('\n')
    const numbers = refused.map((line) => z.object({ line: z.number() }).parse(JSON.parse(line)).line)
    const refusedTotal = EVENTS_TOTAL / REFUSED_EVERY
    expect(numbers).toEqual(Array.from({ length: refusedTotal }, (_, index) => index * REFUSED_EVERY + 1))
    expect(await countStored('production')).toEqual({
      events: EVENTS_TOTAL - refusedTotal,
      ids: EVENTS_TOTAL - refusedTotal,
    })
  })

  it('finishes what is under way on SIGINT, and goes on from there', async () => {
    const lines = Array.from({ length: EVENTS_TOTAL }, (_, index) => event(`stopped-${index}`))
    writeFileSync(`${folder}/stopped.ndjson`, `${lines.join('\n')}\n`)
    const child = start(['import', 'stopped.ndjson'])
    const ended = finish(child)
    rmSync(`${dataFolder}/imports`, { recursive: true, force: true })
    await progressPast(0)
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ status: 130, stdout: expect.stringMatching(/; stopped\n$/) })
    const stored = linesRecorded()
    expect(stored).toBeLessThan(EVENTS_TOTAL)
    const rest = (EVENTS_TOTAL - stored).toLocaleString('en-US')
    const last = await meterhouse('import', 'stopped.ndjson')
    expect(last).toMatchObject({ status: 0, stdout: expect.stringContaining(`${rest} new, 0 there already`) })
    expect(await countStored('sandbox')).toEqual({ events: EVENTS_TOTAL, ids: EVENTS_TOTAL })
  })

  it('reads standard input, and does not import its own dead-letter files', async () => {
    const child = start(['import', '--environment', 'production', '-', 'old.ndjson.refused.ndjson'])
    child.stdin?.end(`${event('stdin-1')}\nno\n`)
    expect(await finish(child)).toMatchObject({
      status: 3,
      stdout: expect.stringMatching(
        /^old.ndjson.refused.ndjson: left out.*\n-: 2 rows .* 1 new, .* 1 refused/,
      ),
    })
    expect(readFileSync(`${folder}/stdin.refused.ndjson`, 'utf8')).toContain('"input":"no"')
  })

  it('reads all of standard input, also what comes while rows are inserted', async () => {
    const child = start(['import', '--environment', 'production', '-'])
    const lines = Array.from({ length: 50_000 }, (_, index) => `${event(`streamed-${index}`)}\n`)
    child.stdin?.end(lines.join(''))
    expect(await finish(child)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^-: 50,000 rows .* 50,000 new, 0 there already, 0 refused\n$/),
    })
  })

  // What is copied of it waits for the stores to be opened, some 300 KB, or is read.
  it.each([
    ['before it reads', 1_000],
    ['while it waits for more of', 50_000],
  ])('ends %s standard input, where a terminal interrupts all of its processes', async (_, count) => {
    const child = start(['import', '--environment', 'production', '-'], {}, { detached: true })
    const ended = finish(child)
    const lines = Array.from({ length: count }, (_value, index) => `${event(`interrupted-${index}`)}\n`)
    await new Promise((resolve) => child.stdin?.write(lines.join(''), resolve))
    process.kill(-(child.pid ?? 0), 'SIGINT')
    expect(await ended).toMatchObject({ status: 130, stderr: '' })
  })

  it('ends while it waits for more of standard input, where it alone is interrupted', async () => {
    const child = start(['import', '--environment', 'production', '-'])
    const ended = finish(child)
    const lines = Array.from({ length: 50_000 }, (_, index) => `${event(`alone-${index}`)}\n`)
    await new Promise((resolve) => child.stdin?.write(lines.join(''), resolve))
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ status: 130, stderr: '' })
  })

  it('imports into a server, for which Parquet is read here', async () => {
    const server = await startClickHouseStandIn()
    try {
      const path = `${folder}/events.parquet`
      await command(
        { path: `${dataFolder}/warehouse` },
        `INSERT INTO FUNCTION file('${path}', 'Parquet')
         SELECT concat('server-', toString(number)) AS transaction_id, 'acme' AS customer_id,
           'request' AS event_type, now64(3, 'UTC') AS timestamp
         FROM numbers(10000)`,
      )
      const variables = { CLICKHOUSE_URL: server.url }
      const answer = await finish(start(['import', path], variables))
      expect(answer).toMatchObject({ status: 0, stdout: expect.stringContaining('10,000 new') })
      expect(await countStored('sandbox', { url: server.url })).toEqual({ events: 10_000, ids: 10_000 })
      const again = await finish(start(['import', path], variables))
      expect(again).toMatchObject({ status: 0, stdout: expect.stringContaining('already imported') })
      expect(await meterhouse('import', path)).toMatchObject({
        stdout: expect.stringContaining('10,000 new'),
      })
      const records = readdirSync(`${dataFolder}/imports`).map((name) => `${dataFolder}/imports/${name}`)
      expect(records.filter((record) => readFileSync(record, 'utf8').includes('p%40ss'))).toEqual([])
    } finally {
      await server.stop()
    }
  })

  async function progressPast(lines: number): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 10))
      try {
        if (linesRecorded() > lines) return
      } catch {
        // The folder is not there yet.
      }
    }
  }

  async function command(location: EngineLocation, statement: string): Promise<void> {
    const warehouse = await openEngine(location).openDatabase('meterhouse_test')
    await warehouse.command(statement)
    await warehouse.close()
  }

  async function countStored(
    environment: string,
    location: EngineLocation = { path: `${dataFolder}/warehouse` },
  ): Promise<{ events: number; ids: number } | undefined> {
    const warehouse = await openEngine(location).openDatabase(`meterhouse_${environment}`)
    try {
      const text =
        'SELECT toString(count()) AS events, toString(uniqExact(transaction_id)) AS ids FROM events'
      const row = z.object({ events: z.coerce.number(), ids: z.coerce.number() })
      return (await run(warehouse, text, {}, row))[0]
    } finally {
      await warehouse.close()
    }
  }
})
