import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { Session } from 'chdb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Sql } from '../../src/kernel/sql.ts'
import { embeddedAsk, type Asking } from '../../src/warehouse/ask.ts'
import { embeddedEngine } from '../../src/warehouse/embedded-engine.ts'
import { openFailedWrites } from '../../src/warehouse/failed-writes.ts'
import { DISK_LIMITS, type DiskLimits } from '../../src/warehouse/guard-disk.ts'
import { migrateWarehouse } from '../../src/warehouse/migrate.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { run } from '../support/warehouse.ts'
import { insertEvents } from './support/insert-events.ts'
import { canLimitFiles, withFileLimit } from './support/limit-files.ts'

/** Sizes at which files are cut short: some that many files of a part have, some that only its largest has. */
const LIMITS = [0, 3, 9, 40, 130, 350, 600, 1000]

/** More than an insert of these tests has in a file, and less than what its merge has. */
const MERGED_BYTES = 12_000

describe.skipIf(!canLimitFiles)('the embedded engine, when it fails to write', () => {
  let folder: string
  let warehouse: Warehouse
  let limits: DiskLimits

  beforeEach(async () => {
    folder = mkdtempSync(`${tmpdir()}/meterhouse-guard-`)
    limits = { ...DISK_LIMITS }
    warehouse = await open()
  })
  afterEach(async () => {
    await warehouse.close()
    rmSync(folder, { recursive: true })
  })

  async function open(database = 'guarded'): Promise<Warehouse> {
    const opened = await embeddedEngine(folder, limits).openDatabase(database)
    await migrateWarehouse(opened)
    return opened
  }

  const select = (text: string) => run(warehouse, text, {}, z.record(z.string(), z.unknown()))
  const stored = async () =>
    Number((await select('SELECT count() AS n, sum(cityHash64(*)) FROM events'))[0]?.['n'])
  /** Merges the parts of each month, as the engine does by itself sooner or later. */
  const merge = () => warehouse.command('OPTIMIZE TABLE events FINAL')

  it('refuses an insert of whose files the ends are lost, and keeps nothing of it, after a restart too', async () => {
    await insertEvents(warehouse, 'before', 10)
    for (const [index, bytes] of LIMITS.entries()) {
      const again = () => insertEvents(warehouse, `limited to ${bytes}`, 400)
      const outcome = await withFileLimit(bytes, again).catch(String)
      expect(outcome, `limited to ${bytes}`).toMatch(/failed at \d+ writes/)
      expect(await stored()).toBe(10 + index * 400)
      await again()
    }
    expect(await select("SELECT name FROM system.detached_parts WHERE database = 'guarded'")).toEqual([])
    await warehouse.close()
    warehouse = await open()
    expect(await stored()).toBe(10 + LIMITS.length * 400)
  })

  it('keeps nothing of customers that it could not write down, either', async () => {
    const row = { name: 'x'.repeat(100), ingest_aliases: ['a'], created_at: 0, archived_at: null }
    const customers = Array.from({ length: 100 }, (_, index) => ({ ...row, id: String(index), version: 1 }))
    const insert = () => warehouse.insert('customer_versions', customers)
    const names = async () =>
      Number((await select("SELECT countIf(name = repeat('x', 100)) AS n FROM customers"))[0]?.['n'])
    for (const bytes of LIMITS.filter((limit) => limit < 600)) {
      await expect(withFileLimit(bytes, insert)).rejects.toThrow('failed at')
      expect(await names(), `limited to ${bytes}`).toBe(0)
    }
    await insert()
    expect(await names()).toBe(100)
  })

  it('refuses both of two inserts at once, as it cannot tell whose files were cut short', async () => {
    const both = () =>
      Promise.allSettled([insertEvents(warehouse, 'one', 400), insertEvents(warehouse, 'two', 400)])
    for (const { status } of await withFileLimit(100, both)) expect(status).toBe('rejected')
    expect(await stored()).toBe(0)
    for (const { status } of await both()) expect(status).toBe('fulfilled')
    expect(await stored()).toBe(800)
  })

  it('takes up again what a merge replaced by a part that is not whole', async () => {
    for (let index = 0; index < 4; index += 1) await insertEvents(warehouse, `merged ${index}`, 400)
    await expect(withFileLimit(MERGED_BYTES, merge)).rejects.toThrow('failed at')
    expect(await stored()).toBe(1600)
    // Until something has been written, none is tried again.
    await expect(merge()).rejects.toThrow('Cancelled merging parts')
    await insertEvents(warehouse, 'after', 10)
    await merge()
    expect(await stored()).toBe(1610)
  })

  describe('where a merge broke something', () => {
    let asking: Asking

    /** Past the guard, which would find it. */
    const breakMerge = async (database: string) => {
      asking = embeddedAsk(new Session(folder))
      const countFailedWrites = await openFailedWrites(asking.ask)
      const countBefore = await countFailedWrites()
      await withFileLimit(MERGED_BYTES, () => asking.ask(`OPTIMIZE TABLE ${database}.events FINAL`)).catch(
        (error: unknown) => {
          // The guard may find it, and stop merges, before this one has ended.
          if (!String(error).includes('Cancelled merging parts')) throw error
        },
      )
      expect(await countFailedWrites()).toBeGreaterThan(countBefore)
    }
    const whole = async (database: string) => {
      const counts = await asking.ask(`SELECT count(), uniqExact(cityHash64(*)) FROM ${database}.events`)
      return counts === '1600\t1600'
    }

    const insertFour = async (into: Warehouse) => {
      for (const tag of ['a', 'b', 'c', 'd']) await insertEvents(into, tag, 400)
    }

    afterEach(() => asking.close())

    it('finds it in time while nobody writes or reads', async () => {
      await insertFour(warehouse)
      limits.lookEveryMs = 50
      await warehouse.close()
      warehouse = await open()
      await breakMerge('guarded')
      await expect.poll(() => whole('guarded')).toBe(true)
    })

    it('finds it when it refuses a write as the disk is nearly full', async () => {
      await insertFour(warehouse)
      await breakMerge('guarded')
      limits.reserveBytes = Infinity
      await expect(insertEvents(warehouse, 'refused', 10)).rejects.toThrow('the disk is nearly full')
      expect(await whole('guarded')).toBe(true)
    })

    it('finds it in a database that was not open then', async () => {
      const closed = await open('closed')
      await insertFour(closed)
      await closed.close()
      await breakMerge('closed')
      await (await open('closed')).close()
      expect(await whole('closed')).toBe(true)
    })
  })

  it('lets reads wait while it loads the tables anew, and does again those that failed before', async () => {
    await insertEvents(warehouse, 'read', 400)
    const over = new AbortController()
    const read = async () => {
      const seen = new Set<number>()
      while (!over.signal.aborted) seen.add(await stored())
      return seen
    }
    const reading = Promise.all(Array.from({ length: 6 }, read))
    await withFileLimit(0, async () => {
      for (let index = 0; index < 5; index += 1) {
        await expect(insertEvents(warehouse, 'lost', 400)).rejects.toThrow('failed at')
      }
    }).finally(() => over.abort())
    for (const seen of await reading) expect(seen).toEqual(new Set([400]))
  })

  it('loads a table although a query failed in the middle of it', async () => {
    await insertEvents(warehouse, 'read', 400)
    await expect(select('SELECT throwIf(accepted_sequence = 399) FROM events')).rejects.toThrow('throwIf')
    await expect(withFileLimit(0, () => insertEvents(warehouse, 'lost', 400))).rejects.toThrow('failed at')
    expect(await stored()).toBe(400)
  })

  it('puts aside, but keeps, a part that was whole once and is not now', async () => {
    await insertEvents(warehouse, 'cut by others', 400)
    const [part] = await select(
      "SELECT path FROM system.parts WHERE database = 'guarded' AND table = 'events'",
    )
    truncateSync(`${String(part?.['path'])}data.bin`, 10)
    await expect(withFileLimit(0, () => insertEvents(warehouse, 'lost', 400))).rejects.toThrow('failed at')
    expect(await select("SELECT reason FROM system.detached_parts WHERE database = 'guarded'")).toEqual([
      { reason: 'broken-on-start' },
    ])
    expect(await stored()).toBe(200)
  })

  it('reads a part that has the name of one that was put aside as what it is', async () => {
    const count = async (tag: string) => {
      const row = z.object({ n: z.string() })
      const compose = () =>
        new Sql(`SELECT count() AS n FROM events WHERE startsWith(transaction_id, '${tag}')`)
      return Number((await warehouse.run({ name: 'test', row, isReadAgain: true, compose }, {}))[0]?.n)
    }
    const NAMES_AND_PATHS =
      "SELECT name, path FROM system.parts WHERE database = 'guarded' AND table = 'events' AND active ORDER BY name"
    await insertEvents(warehouse, 'first', 400)
    expect([await count('first'), await count('other')]).toEqual([400, 0])
    const parts = await select(NAMES_AND_PATHS)
    for (const { path } of parts) truncateSync(`${String(path)}data.bin`, 10)
    await expect(withFileLimit(0, () => insertEvents(warehouse, 'lost', 400))).rejects.toThrow('failed at')
    await insertEvents(warehouse, 'other', 400)
    expect(await select(NAMES_AND_PATHS)).toEqual(parts)
    expect([await count('first'), await count('other')]).toEqual([0, 400])
  })

  it('drops a view that it could not write down, with which it would not start again', async () => {
    const view = 'CREATE OR REPLACE VIEW metric_a AS SELECT count() AS n FROM events'
    await expect(withFileLimit(40, () => warehouse.command(view))).rejects.toThrow('failed at')
    await expect(select('SELECT * FROM metric_a')).rejects.toThrow('metric_a')
    expect(readdirSync(`${folder}/metadata/guarded`).filter((file) => file.startsWith('metric'))).toEqual([])
  })

  it('begins nothing while the disk is nearly full', async () => {
    limits.reserveBytes = Infinity
    await expect(insertEvents(warehouse, 'refused', 10)).rejects.toThrow('the disk is nearly full')
    await expect(warehouse.command('CREATE OR REPLACE VIEW metric_a AS SELECT 1')).rejects.toThrow(
      'nearly full',
    )
    await expect(warehouse.insert('migrations', [{ name: 'refused' }])).rejects.toThrow('nearly full')
    expect(await stored()).toBe(0)
    limits.reserveBytes = DISK_LIMITS.reserveBytes
    await insertEvents(warehouse, 'taken', 10)
    expect(await stored()).toBe(10)
  })

  it('does not begin on a disk that is nearly full, with not even its own files', async () => {
    const engine = embeddedEngine(`${folder}/other`, { ...DISK_LIMITS, reserveBytes: Infinity })
    await expect(engine.openDatabase('never')).rejects.toThrow('the disk is nearly full')
    expect(readdirSync(`${folder}/other`)).toEqual([])
  })
})
