import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { codeOf } from '../../kernel/errors.ts'
import { ImportFailure } from './failure.ts'
import type { Input } from './input.ts'
import { START } from './source.ts'

const wholeNumber = z.number().int().nonnegative()

const importRecord = z.strictObject({
  /** What is imported, for whoever looks into the folder. */
  identity: z.array(z.string()),
  /** Everything before it is stored or refused. */
  position: z.strictObject({ offset: wholeNumber, line: wholeNumber }),
  rows_taken: wholeNumber,
  rows_refused: wholeNumber,
  dead_letter: z.strictObject({ path: z.string(), bytes: wholeNumber }),
  is_finished: z.boolean(),
})

/** How far an import has come. */
export type ImportRecord = z.infer<typeof importRecord>

/** Where an import's record is kept. */
export interface RecordStore {
  /** The record of an earlier run; null where there was none. */
  load(): ImportRecord | null
  /** Replaces the record; it is whole on disk, or the one before is. */
  save(record: ImportRecord): void
}

/** What makes two imports the same, so that one goes on where the other stopped. */
export function importIdentity(input: Input, destination: string, isHistorical: boolean): string[] {
  const file = input.file
  return [
    file?.path ?? input.name,
    `${file?.bytesTotal ?? 0} bytes`,
    `modified ${file?.modifiedNs ?? 0}`,
    input.format,
    destination,
    isHistorical ? 'historical' : 'recent',
  ]
}

/** The record of an import that has not begun. */
export function newRecord(identity: readonly string[], deadLetterPath: string): ImportRecord {
  return {
    identity: [...identity],
    position: START,
    rows_taken: 0,
    rows_refused: 0,
    dead_letter: { path: deadLetterPath, bytes: 0 },
    is_finished: false,
  }
}

/** Keeps the record of a file's import in a folder, by its identity. */
export function openRecordStore(folder: string, identity: readonly string[]): RecordStore {
  mkdirSync(folder, { recursive: true })
  const name = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32)
  const path = `${folder}/${name}.json`
  return {
    load() {
      const text = readIfPresent(path)
      return text === null ? null : readRecord(path, text)
    },
    save(record) {
      writeFileSync(`${path}.new`, `${JSON.stringify(record, null, 2)}\n`, { flush: true })
      renameSync(`${path}.new`, path)
    },
  }
}

function readRecord(path: string, text: string): ImportRecord {
  try {
    return importRecord.parse(JSON.parse(text))
  } catch (cause) {
    throw new ImportFailure(`${path} cannot be read; delete it to import from the beginning`, {
      cause,
    })
  }
}

/** For standard input, which cannot be read again. */
export const noRecordStore: RecordStore = { load: () => null, save() {} }

function readIfPresent(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}
