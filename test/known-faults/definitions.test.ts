import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { embeddedEngine } from '../../src/warehouse/embedded-engine.ts'
import { migrateWarehouse } from '../../src/warehouse/migrate.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { canLimitFiles, withFileLimit } from '../crash/support/limit-files.ts'
import { run } from '../support/warehouse.ts'

const BYTES_MIN = 1e12

describe('the tables of the embedded engine', () => {
  let folder: string
  let warehouse: Warehouse

  beforeEach(async () => {
    folder = mkdtempSync(`${tmpdir()}/meterhouse-tables-`)
    warehouse = await open()
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  async function open(): Promise<Warehouse> {
    const opened = await embeddedEngine(folder).openDatabase('faulty')
    await migrateWarehouse(opened)
    return opened
  }

  it('are loaded though the merged part that is not whole has more than 1 GiB', async () => {
    const settings =
      "SELECT create_table_query AS q FROM system.tables WHERE database = 'faulty' AND name = 'events'"
    const [row] = await run(warehouse, settings, {}, z.object({ q: z.string() }))
    await warehouse.close()
    const [, bytesMax = '0'] = /max_suspicious_broken_parts_bytes = (\d+)/.exec(row?.q ?? '') ?? []
    expect(Number(bytesMax)).toBeGreaterThan(BYTES_MIN)
  })

  it.skipIf(!canLimitFiles)(
    'are there after a restart though a migration could not write one down',
    async () => {
      const migrate = () =>
        warehouse.command('ALTER TABLE events MODIFY SETTING parts_to_delay_insert = 2000')
      await expect(withFileLimit(100, migrate)).rejects.toThrow()
      await warehouse.close()
      await (await open()).close()
    },
  )
})
