import type { CatalogScope } from '../catalog/scope.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

/** What an invoice verb works on: the contracts and prices, the events, and the time. */
export interface InvoiceScope extends CatalogScope {
  readonly warehouse: Warehouse
}
