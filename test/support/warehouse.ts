import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { z } from 'zod'
import { openEngine, type Engine } from '../../src/warehouse/engine.ts'
import { migrateWarehouse } from '../../src/warehouse/migrate.ts'
import type { ParamValue } from '../../src/warehouse/query.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { Sql } from '../../src/kernel/sql.ts'

export interface TestWarehouse {
  engine: Engine
  warehouse: Warehouse
  /** Runs any SELECT of a test's own. */
  select(text: string, params?: Readonly<Record<string, ParamValue>>): Promise<Record<string, unknown>[]>
  /** The columns of a SELECT, as the engine names them. */
  describe(
    text: string,
    params?: Readonly<Record<string, ParamValue>>,
  ): Promise<{ name: string; type: string }[]>
  close(): Promise<void>
}

/** Opens a migrated warehouse on the real engine, in a folder of its own. */
export async function openTestWarehouse(): Promise<TestWarehouse> {
  const path = mkdtempSync(`${tmpdir()}/meterhouse-warehouse-`)
  const engine = openEngine({ path })
  const warehouse = await engine.openDatabase('meterhouse_test')
  await migrateWarehouse(warehouse)
  return {
    engine,
    warehouse,
    select: (text, params = {}) => run(warehouse, text, params, z.record(z.string(), z.unknown())),
    describe: (text, params = {}) =>
      run(warehouse, `DESCRIBE (${text})`, params, z.object({ name: z.string(), type: z.string() })),
    async close() {
      await warehouse.close()
      rmSync(path, { recursive: true, force: true })
    },
  }
}

/** Runs a test's own statement through the same path as the project's queries. */
export function run<Row>(
  warehouse: Warehouse,
  text: string,
  params: Readonly<Record<string, ParamValue>>,
  row: z.ZodType<Row>,
): Promise<Row[]> {
  return warehouse.run({ name: 'test', row, compose: () => new Sql(text) }, params)
}
