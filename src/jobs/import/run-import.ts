import { basename, join } from 'node:path'
import type { Clock } from '../../kernel/clock.ts'
import { messageOf, Problem } from '../../kernel/errors.ts'
import type { FileReader } from '../../warehouse/read-files.ts'
import type { ProgressOutput } from '../draw-progress.ts'
import { beginRecord } from './begin-record.ts'
import { ImportFailure } from './failure.ts'
import { formatCount, formatRate, formatRows } from '../format.ts'
import { prepareImport, type ImportResult, type ImportTarget } from './import-file.ts'
import {
  importIdentity,
  noRecordStore,
  openRecordStore,
  type ImportRecord,
  type RecordStore,
} from './import-record.ts'
import type { Input } from './input.ts'
import { openSource } from './open-source.ts'
import { showProgress } from './show-progress.ts'

const RECORDS_FOLDER = 'imports'

/** The end of a default dead-letter file's name. */
export const DEAD_LETTER_ENDING = '.refused.ndjson'

/** What the imports of one command have in common. */
export interface ImportContext {
  target: ImportTarget
  reader: FileReader
  /** Names the environment and where its warehouse is; another one is another import. */
  destination: string
  dataFolder: string
  isHistorical: boolean
  isAgain: boolean
  deadLetterPath: string | null
  /** For the time an import takes, which is not the environment's. */
  wall: Clock
  say: (text: string) => void
  progressOutput: ProgressOutput
  signal: AbortSignal
}

/**
 * Imports a file and says what was done. @returns the import's record, with what earlier runs did.
 * @throws ImportFailure that names the file.
 */
export async function runImport(input: Input, context: ImportContext): Promise<ImportRecord> {
  try {
    const identity = importIdentity(input, context.destination, context.isHistorical)
    const records =
      input.file === null
        ? noRecordStore
        : openRecordStore(join(context.dataFolder, RECORDS_FOLDER), identity)
    const begun = beginRecord(records, {
      identity,
      deadLetterPath: context.deadLetterPath,
      deadLetterDefault: `${input.file === null ? 'stdin' : input.name}${DEAD_LETTER_ENDING}`,
      isAgain: context.isAgain,
    })
    return begun.is_finished ? sayFinished(input, begun, context) : await run(input, begun, records, context)
  } catch (cause) {
    throw new ImportFailure(`${input.name}: ${explain(cause)}`, { cause })
  }
}

async function run(
  input: Input,
  begun: ImportRecord,
  records: RecordStore,
  context: ImportContext,
): Promise<ImportRecord> {
  const { target, isHistorical, signal, wall, say } = context
  if (begun.position.line > 0) say(`${input.name}: going on after ${formatRows(rowsOf(begun))}`)
  const startedAt = wall.now()
  const source = await openSource(input, context.reader)
  const importing = prepareImport({ input, source, target, begun, records, isHistorical, signal })
  const shown = showProgress(context.progressOutput, basename(input.name), wall, importing.progress)
  try {
    const result = await importing.finish()
    shown.stop()
    say(`${input.name}: ${summary(result, wall.now() - startedAt)}`)
    return result.record
  } finally {
    shown.stop()
    source.close()
  }
}

function sayFinished(input: Input, record: ImportRecord, { say }: ImportContext): ImportRecord {
  say(
    `${input.name}: already imported, ${formatRows(rowsOf(record))}${refusedText(record)}; --again repeats it`,
  )
  return record
}

function summary({ rowsTaken, rowsDuplicate, rowsRefused, record }: ImportResult, elapsedMs: number): string {
  const rows = rowsTaken + rowsRefused
  const seconds = (elapsedMs / 1000).toFixed(1)
  const counts = [
    `${formatCount(rowsTaken - rowsDuplicate)} new`,
    `${formatCount(rowsDuplicate)} there already`,
    `${formatCount(rowsRefused)} refused`,
  ]
  const end = record.is_finished ? refusedText(record) : '; stopped'
  return `${formatRows(rows)} in ${seconds} s (${formatRate(rows, elapsedMs)}): ${counts.join(', ')}${end}`
}

function refusedText({ rows_refused, dead_letter }: ImportRecord): string {
  return rows_refused === 0 ? '' : `; ${formatRows(rows_refused)} refused, see ${dead_letter.path}`
}

function rowsOf(record: ImportRecord): number {
  return record.rows_taken + record.rows_refused
}

function explain(cause: unknown): string {
  const reason = cause instanceof Problem ? cause.cause : cause
  const [line = ''] = messageOf(reason).split('\n', 1)
  return cause instanceof Problem ? `the warehouse does not take events (${line}); try again` : line
}
