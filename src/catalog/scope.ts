import type { Clock } from '../kernel/clock.ts'
import type { Catalog } from './database.ts'

/** What a catalog verb works on: one environment's catalog and its clock. */
export interface CatalogScope {
  readonly catalog: Catalog
  readonly clock: Clock
}
