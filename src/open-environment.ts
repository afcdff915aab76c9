import type { Environment, EnvironmentName } from './api/environment.ts'
import { syncMetricViews } from './catalog/billable-metrics/sync-views.ts'
import { openSandboxClock } from './catalog/clock.ts'
import { openCatalogFile } from './catalog/database.ts'
import { migrateCatalog } from './catalog/migrate.ts'
import { openIngest } from './ingest/ingest.ts'
import type { Clock } from './kernel/clock.ts'
import type { Engine } from './warehouse/engine.ts'
import { migrateWarehouse } from './warehouse/migrate.ts'

/** An environment and how to close it: it finishes what is under way first. */
export interface OpenEnvironment {
  environment: Environment
  close(): Promise<void>
}

/** Opens an environment: both stores migrated, the metrics' views in place, the index of ids built. */
export async function openEnvironment(
  name: EnvironmentName,
  engine: Engine,
  catalogPath: string,
  wall: Clock,
): Promise<OpenEnvironment> {
  const { file, catalog } = openCatalogFile(catalogPath)
  migrateCatalog(file)
  const warehouse = await engine.openDatabase(`meterhouse_${name}`)
  await migrateWarehouse(warehouse)
  await syncMetricViews(catalog, warehouse)
  const sandboxClock = await openSandboxClock(catalog, wall)
  const ingest = await openIngest(warehouse, sandboxClock, { isClockSettable: name === 'sandbox' })
  return {
    environment: { name, catalog, clock: sandboxClock, sandboxClock, warehouse, ingest },
    async close() {
      await ingest.drain()
      await warehouse.close()
      await catalog.destroy()
    },
  }
}
