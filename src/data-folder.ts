import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { isBusy } from './catalog/sqlite-errors.ts'
import { messageOf } from './kernel/errors.ts'
import type { EngineLocation } from './warehouse/engine.ts'

/** The hold of one process on a data folder. */
export interface DataFolder {
  release(): void
}

/**
 * Takes hold of a data folder, making it where it is missing. The hold is a lock on a SQLite file, so it ends
 * with the process however that ends.
 * @throws Error naming the process that holds the folder, or why it cannot be held.
 */
export function holdDataFolder(folder: string): DataFolder {
  mkdirSync(folder, { recursive: true })
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(`${folder}/lock.sqlite`)
    lock.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    lock?.close()
    throw new Error(
      isBusy(cause)
        ? `${folder} is in use by process ${holder(folder)}; stop it, or set METERHOUSE_DATA`
        : `${folder}/lock.sqlite cannot be locked: ${messageOf(cause)}`,
      { cause },
    )
  }
  writeFileSync(`${folder}/lock.pid`, `${process.pid}\n`)
  return { release: () => lock.close() }
}

/** Whether a file or folder is there. @throws Error where nobody may look, which is not to say that it is missing. */
export function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}

/**
 * Refuses a data folder that lacks the embedded warehouse: opened, one without events would be made, and nothing be read or billed.
 * @throws Error that says which variable names the folder.
 */
export function requireWarehouse(location: EngineLocation, folder: string): void {
  if ('path' in location && !isThere(location.path)) {
    throw new Error(`there is no warehouse in ${folder}; METERHOUSE_DATA says where it is`)
  }
}

function holder(folder: string): string {
  try {
    return readFileSync(`${folder}/lock.pid`, 'utf8').trim()
  } catch {
    return 'unknown'
  }
}
