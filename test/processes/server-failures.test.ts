import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openIngest } from '../../src/ingest/ingest.ts'
import { wallClock } from '../../src/kernel/clock.ts'
import { startClickHouseStandIn, type ClickHouseStandIn } from '../support/clickhouse-server/start.ts'
import { type Metered, startMetered } from '../support/server-mode.ts'

let server: ClickHouseStandIn

beforeAll(async () => {
  server = await startClickHouseStandIn()
})
afterAll(() => server.stop())

describe('a server that fails to answer a query', () => {
  let metered: Metered
  beforeAll(async () => {
    metered = await startMetered(server, 'failures', '?request_timeout=2000')
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
