import type { DatabaseSync } from 'node:sqlite'
import { onTestFinished } from 'vitest'
import type { Instant } from '../../kernel/instant.ts'
import { openCatalogFile } from '../database.ts'
import { migrateCatalog } from '../migrate.ts'
import type { CatalogScope } from '../scope.ts'

/** A catalog of a test's own, with a clock that stands until the test sets it. */
export interface TestCatalog extends CatalogScope {
  readonly file: DatabaseSync
  setNow(at: Instant): void
}

/** Opens a migrated catalog at 2024-08-15T12:00:00Z, in memory where no file is named; it closes when the test ends. */
export function openTestCatalog(path = ':memory:'): TestCatalog {
  const { file, catalog } = openCatalogFile(path)
  migrateCatalog(file)
  onTestFinished(() => catalog.destroy())
  let now = at('2024-08-15T12:00:00Z')
  return {
    file,
    catalog,
    clock: { now: () => now },
    setNow(instant) {
      now = instant
    },
  }
}

/** The instant of a timestamp, for tests. */
export function at(text: string): Instant {
  const instant = Date.parse(text)
  if (Number.isNaN(instant)) throw new RangeError(`not a timestamp: ${text}`)
  return instant
}
