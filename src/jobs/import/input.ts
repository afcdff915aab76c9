import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { STDIN_NAME } from '../command-line.ts'
import { ImportFailure } from './failure.ts'
import { standardInput } from './standard-input.ts'

export const FILE_FORMATS = ['ndjson', 'csv', 'parquet'] as const
export type FileFormat = (typeof FILE_FORMATS)[number]

/** A file that was found, as it stood then; a change of any of these makes it another file. */
export interface FoundFile {
  path: string
  bytesTotal: number
  modifiedNs: string
}

/** What is to be imported. */
export interface Input {
  /** As it was named on the command line. */
  name: string
  format: FileFormat
  isGzipped: boolean
  /** Null for standard input. */
  file: FoundFile | null
}

const FORMATS_BY_ENDING: Readonly<Record<string, FileFormat>> = {
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  csv: 'csv',
  parquet: 'parquet',
}

/**
 * Looks at a file to be imported. @param format as it was asked for; null where the name's ending is to say it.
 * @throws ImportFailure where there is no such file, or its format is not known.
 */
export function findInput(name: string, format: FileFormat | null): Input {
  if (name === STDIN_NAME) {
    if (format !== null && format !== 'ndjson')
      throw new ImportFailure('standard input is read as NDJSON only')
    // Before the engine is opened, which empties this process's own.
    standardInput()
    return { name, format: 'ndjson', isGzipped: false, file: null }
  }
  const file = findFile(name)
  const [, ending = '', gz] = /\.([a-z]+?)(\.gz)?$/i.exec(name) ?? []
  const isGzipped = gz !== undefined || ending === 'gz'
  const found = format ?? FORMATS_BY_ENDING[ending.toLowerCase()]
  if (found === undefined) throw new ImportFailure(`${name}: its name does not say its format; use --format`)
  if (found === 'parquet' && isGzipped)
    throw new ImportFailure(`${name}: decompress it first; gzipped Parquet cannot be read`)
  return { name, format: found, isGzipped, file }
}

/** Whether a file is still as it was found. */
export function isUnchanged(file: FoundFile): boolean {
  const stat = statSync(file.path, { bigint: true, throwIfNoEntry: false })
  return (
    stat !== undefined && Number(stat.size) === file.bytesTotal && String(stat.mtimeNs) === file.modifiedNs
  )
}

function findFile(name: string): FoundFile {
  const path = resolve(name)
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  if (stat === undefined) throw new ImportFailure(`${name}: no such file`)
  if (!stat.isFile()) throw new ImportFailure(`${name}: not a file`)
  return { path, bytesTotal: Number(stat.size), modifiedNs: String(stat.mtimeNs) }
}
