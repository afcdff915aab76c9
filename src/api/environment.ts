import type { Clock } from '../kernel/clock.ts'
import type { EnvironmentName } from '../kernel/environment-name.ts'
import type { PropertyColumns } from '../catalog/billable-metrics/property-columns.ts'
import type { CustomerExport } from '../catalog/customers/customer-export.ts'
import type { Catalog } from '../catalog/database.ts'
import type { BatchThreads } from '../invoices/batch/batch-threads.ts'
import type { InvoiceExport } from '../invoices/export/invoice-export.ts'
import type { Finalizer } from '../invoices/runs/finalizer.ts'
import type { Ingest } from '../ingest/ingest.ts'
import type { RowsAhead } from '../usage/rows-ahead.ts'
import type { WindowReads } from '../usage/window-reads.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { SandboxClock } from '../catalog/clock.ts'

/** Everything that belongs to one environment; no two share any of it (semantics 1). */
export interface Environment {
  readonly name: EnvironmentName
  readonly catalog: Catalog
  readonly clock: Clock
  /** How the clock is set; production's cannot be. */
  readonly sandboxClock: SandboxClock
  readonly warehouse: Warehouse
  readonly propertyColumns: PropertyColumns
  readonly ingest: Ingest
  readonly rowsAhead: RowsAhead | null
  readonly windowReads: WindowReads
  readonly customerExport: CustomerExport
  readonly invoiceExport: InvoiceExport
  readonly batchThreads: BatchThreads
  readonly finalizer: Finalizer
}
