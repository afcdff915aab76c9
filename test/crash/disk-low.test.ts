import { setTimeout as sleep } from 'node:timers/promises'
import { Session } from 'chdb'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { embeddedAsk, type Asking } from '../../src/warehouse/ask.ts'
import { embeddedEngine } from '../../src/warehouse/embedded-engine.ts'
import { DISK_LIMITS } from '../../src/warehouse/guard-disk.ts'
import { migrateWarehouse } from '../../src/warehouse/migrate.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { insertEvents } from './support/insert-events.ts'
import { openSmallDisk } from './support/small-disk.ts'

const MIB = 1024 * 1024

/** A quarter of the small disk: below this, merges are stopped. */
const MERGE_RESERVE_BYTES = 8 * MIB

const ROUNDS_MAX = 80
const CUT_SHORT_MIN = 3

// In one run of about thirty neither an insert nor the close after it was answered within a minute: for the long run
// alone.
const isLongRun = Number(process.env['CRASHES'] ?? '0') >= 20

const disk = await openSmallDisk().catch(() => null)
// In a namespace of its own the disk is not where this process sees it.
const isHere = disk !== null && disk.launcher.length === 0
if (!isHere) disk?.remove()

describe.skipIf(!isHere)('the embedded engine on a disk with little room', () => {
  if (disk === null) return
  const engine = embeddedEngine(`${disk.folder}/warehouse`, { ...DISK_LIMITS, reserveBytes: -Infinity })
  let warehouse: Warehouse
  let asking: Asking

  beforeEach(async () => {
    warehouse = await engine.openDatabase('low')
    await migrateWarehouse(warehouse)
    asking = embeddedAsk(new Session(`${disk.folder}/warehouse`))
  })
  afterEach(async () => {
    disk.free()
    await warehouse.close()
    await asking.close()
  })
  afterAll(() => disk.remove())

  /** Merges all parts, as the engine would; past the guard. */
  const merge = () =>
    asking.ask('OPTIMIZE TABLE low.events FINAL').then(
      () => 'merged',
      (error: Error) => (/Cancelled merging parts/.test(error.message) ? 'stopped' : error.message),
    )
  const insert = (tag: string) => insertEvents(warehouse, tag, 100)

  it('stops merges with the next insert, and lets them go on with one when there is twice as much', async () => {
    await insert('roomy')
    expect(await merge()).toBe('merged')
    disk.fill(MERGE_RESERVE_BYTES - MIB)
    expect(await merge()).toBe('merged')
    await insert('low')
    expect(await merge()).toBe('stopped')
    disk.fill(MERGE_RESERVE_BYTES * 2 - 2 * MIB)
    await insert('not enough')
    expect(await merge()).toBe('stopped')
    disk.free()
    expect(await merge()).toBe('stopped')
    await insert('roomy again')
    expect(await merge()).toBe('merged')
  })

  it('stops merges from the start', async () => {
    await warehouse.close()
    disk.fill(MERGE_RESERVE_BYTES - MIB)
    warehouse = await engine.openDatabase('low')
    expect(await merge()).toBe('stopped')
  })

  it.runIf(isLongRun)('keeps what it acknowledged when the room ends in the middle of inserts', async () => {
    const outcomes = new Map<string, string>()
    const send = async (tag: string) => {
      outcomes.set(tag, await insert(tag).then(() => 'acknowledged', String))
    }
    const cutShort = () => [...outcomes.values()].filter((outcome) => /failed at/.test(outcome)).length
    for (let round = 0; round < ROUNDS_MAX && cutShort() < CUT_SHORT_MIN; round += 1) {
      disk.fill(4 * MIB)
      const both = Promise.all([send(`one-${round}`), send(`two-${round}`)])
      await sleep(round % 7)
      disk.fill(0)
      await both
    }
    disk.free()
    expect(cutShort()).toBeGreaterThan(0)
    const found =
      await asking.ask(`SELECT splitByChar(' ', transaction_id)[1] AS tag, uniqExact(transaction_id)
      FROM low.events GROUP BY tag HAVING count() = 100`)
    const whole = new Set(found.split('\n').map((line) => line.split('\t')[0]))
    const acknowledged = [...outcomes].filter(([, outcome]) => outcome === 'acknowledged').map(([tag]) => tag)
    expect(acknowledged.filter((tag) => !whole.has(tag))).toEqual([])
  })
})
