import type { CatalogScope } from '../../catalog/scope.ts'
import type { Warehouse } from '../../warehouse/warehouse.ts'
import type { InvoiceScope } from '../scope.ts'
import { NO_PROPERTY_COLUMNS } from './no-property-columns.ts'

/** A scope for invoices of which nothing is metered: there is no warehouse, and to ask it fails. */
export function unmeteredScope<Scope extends CatalogScope>(scope: Scope): Scope & InvoiceScope {
  return { ...scope, warehouse: undefined as unknown as Warehouse, propertyColumns: NO_PROPERTY_COLUMNS }
}
