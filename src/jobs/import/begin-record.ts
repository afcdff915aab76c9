import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { ImportFailure } from './failure.ts'
import { newRecord, type ImportRecord, type RecordStore } from './import-record.ts'

/** What an import is begun with. */
export interface BeginOptions {
  identity: readonly string[]
  /** As it was asked for; null for the default. */
  deadLetterPath: string | null
  deadLetterDefault: string
  isAgain: boolean
}

/**
 * Finds where an import begins: at the start, where an earlier run stopped, or nowhere where it is finished.
 * @throws ImportFailure where a file, or rows refused before, would be lost.
 */
export function beginRecord(records: RecordStore, options: BeginOptions): ImportRecord {
  const path = resolve(options.deadLetterPath ?? options.deadLetterDefault)
  const earlier = records.load()
  const found = options.isAgain ? null : earlier
  if (found?.is_finished) return found
  const isOurs = options.deadLetterPath === null || earlier?.dead_letter.path === path
  if (!isOurs && existsSync(path)) throw new ImportFailure(`the dead-letter file ${path} exists already`)
  if (found !== null && found.dead_letter.path !== path && found.dead_letter.bytes > 0) {
    throw new ImportFailure(
      `the rows refused so far are in ${found.dead_letter.path}; give that file with --dead-letter`,
    )
  }
  const record = found ?? newRecord(options.identity, path)
  if (record.dead_letter.path !== path) record.dead_letter = { path, bytes: 0 }
  records.save(record)
  return record
}
