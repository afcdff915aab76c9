import type { Environment } from './api/environment.ts'
import { openPropertyColumns } from './catalog/billable-metrics/property-columns.ts'
import { syncMetricViews } from './catalog/billable-metrics/sync-views.ts'
import { openSandboxClock } from './catalog/clock.ts'
import { openCustomerExport } from './catalog/customers/customer-export.ts'
import { openCatalogFile } from './catalog/database.ts'
import { migrateCatalog } from './catalog/migrate.ts'
import { openBatchThreads } from './invoices/batch/batch-threads.ts'
import { openInvoiceExport } from './invoices/export/invoice-export.ts'
import { openFinalizer } from './invoices/runs/finalizer.ts'
import { refuseLostEvents } from './invoices/refuse-lost-events.ts'
import { openIngest } from './ingest/ingest.ts'
import type { Clock } from './kernel/clock.ts'
import type { EnvironmentName } from './kernel/environment-name.ts'
import { RowsAhead } from './usage/rows-ahead.ts'
import { WindowReads } from './usage/window-reads.ts'
import type { Engine } from './warehouse/engine.ts'
import { migrateWarehouse } from './warehouse/migrate.ts'

/** An environment and how to close it: it finishes what is under way first. */
export interface OpenEnvironment {
  environment: Environment
  close(): Promise<void>
}

/** The name of an environment's database in the engine. */
export function databaseName(name: EnvironmentName): string {
  return `meterhouse_${name}`
}

export interface EnvironmentOptions {
  /**
   * Told of each export of customers or invoices that fails; it is tried again, and nothing waits for it. Of an invoice that
   * the analysts' tables cannot hold, too.
   */
  onExportFailure: (error: unknown) => void
  /** Told why a thread that computes invoices has ended by itself; its batch is computed without it then. */
  onThreadFailure?: (error: unknown) => void
  /** Which events are lost, where the operator says so. */
  eventsLost?: string | undefined
}

/**
 * Opens an environment: both stores migrated, the metrics' views and the customers in place, the index of ids built.
 * @throws where a store cannot be opened, or the warehouse lacks events that the catalog knows of.
 */
export async function openEnvironment(
  name: EnvironmentName,
  engine: Engine,
  catalogPath: string,
  wall: Clock,
  { onExportFailure, onThreadFailure = onExportFailure, eventsLost }: EnvironmentOptions,
): Promise<OpenEnvironment> {
  const { file, catalog } = openCatalogFile(catalogPath)
  migrateCatalog(file)
  const warehouse = await engine.openDatabase(databaseName(name))
  await migrateWarehouse(warehouse)
  const sequenceMin = await refuseLostEvents({ catalog, warehouse }, name, eventsLost).catch(
    async (error: unknown) => {
      await warehouse.close()
      await catalog.destroy()
      throw error
    },
  )
  const propertyColumns = await openPropertyColumns(warehouse)
  await syncMetricViews(catalog, warehouse, propertyColumns)
  const customerExport = await openCustomerExport({ catalog, warehouse }, { onFailure: onExportFailure })
  const sandboxClock = await openSandboxClock(catalog, wall)
  const ingest = await openIngest(warehouse, sandboxClock, {
    isClockSettable: name === 'sandbox',
    sequenceMin,
  })
  const batchThreads = openBatchThreads({ catalogPath, warehouse, onFailure: onThreadFailure })
  const billing = { catalog, clock: sandboxClock, warehouse, propertyColumns, ingest, batchThreads }
  const finalizer = openFinalizer(billing, () => invoiceExport.begin())
  const invoiceExport = openInvoiceExport(
    { catalog, warehouse },
    { onFailure: onExportFailure, isHeld: () => finalizer.isRunning() },
  )
  return {
    environment: {
      name,
      catalog,
      clock: sandboxClock,
      sandboxClock,
      warehouse,
      propertyColumns,
      ingest,
      batchThreads,
      rowsAhead: warehouse.changedHours === null ? null : new RowsAhead(warehouse.changedHours),
      windowReads: new WindowReads(),
      customerExport,
      invoiceExport,
      finalizer,
    },
    async close() {
      await finalizer.close()
      await batchThreads.close()
      await ingest.drain()
      await customerExport.close()
      await invoiceExport.close()
      await warehouse.close()
      await catalog.destroy()
    },
  }
}
