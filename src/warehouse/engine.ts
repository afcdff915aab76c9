import { embeddedEngine } from './embedded-engine.ts'
import { DISK_LIMITS } from './guard-disk.ts'
import { QUERY_LIMITS, type QueryLimits } from './query-limits.ts'
import { serverEngine } from './server-engine.ts'
import type { Warehouse } from './warehouse.ts'

/** Where the warehouse is: a folder for the embedded engine, or a ClickHouse server's address. */
export type EngineLocation = { path: string } | { url: string }

/** A ClickHouse engine; each environment has a database in it (architecture, decision 8). */
export interface Engine {
  openDatabase(database: string): Promise<Warehouse>
}

/**
 * Connects to the engine.
 * @param limits what one query around SQL that others wrote may take.
 * @throws where a server's address cannot be read.
 */
export function openEngine(location: EngineLocation, limits: QueryLimits = QUERY_LIMITS): Engine {
  return 'path' in location
    ? embeddedEngine(location.path, DISK_LIMITS, limits)
    : serverEngine(location.url, limits)
}
