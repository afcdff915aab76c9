import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { startClickHouseStandIn, type ClickHouseStandIn } from '../support/clickhouse-server/start.ts'
import { type Metered, openDatabase, select, startMetered } from '../support/server-mode.ts'

let server: ClickHouseStandIn

beforeAll(async () => {
  server = await startClickHouseStandIn()
})
afterAll(() => server.stop())

describe('an insert to a server', () => {
  let metered: Metered
  beforeAll(async () => {
    metered = await startMetered(server, 'inserts')
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
    const hasty = await startMetered(server, 'stalled', '?request_timeout=300')
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
    warehouse = await openDatabase(server, 'tokens')
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
