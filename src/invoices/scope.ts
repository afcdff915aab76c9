import type { CatalogScope } from '../catalog/scope.ts'
import type { BookCutoff } from '../catalog/terms-known.ts'
import type { Ingest } from '../ingest/ingest.ts'
import type { StoredColumns } from '../metrics/property-columns.ts'
import type { WarehouseReads } from '../warehouse/warehouse-reads.ts'
import type { InvoiceHead } from './invoice.ts'
import type { InvoiceReads, ContractUsage } from './reads.ts'

/** What is read of the contracts and prices alone. */
export interface BillingScope extends CatalogScope {
  /** What was read beforehand for many customers; the stores are asked where it is not there. */
  readonly reads?: InvoiceReads
  /** Only rates and products up to this count; where it is not there, all do. */
  readonly bookCutoff?: BookCutoff
}

/** What an invoice verb works on: the contracts and prices, the events, and the time. */
export interface InvoiceScope extends BillingScope {
  readonly warehouse: WarehouseReads
  readonly propertyColumns: { readonly stored: StoredColumns }
  /** Tells how far events are stored; where it is not there, nobody takes any in meanwhile. */
  readonly ingest?: Pick<Ingest, 'storedSequence'>
  /** Only events that arrived up to this one count, by `accepted_sequence` (semantics 31); where it is not there, all do. */
  readonly cutoff?: number
  /** The usage that was read ahead, for invoices of many customers together; an invoice that is not in it reads its own. */
  readonly usageAhead?: ReadonlyMap<InvoiceHead, Promise<ContractUsage>>
}
