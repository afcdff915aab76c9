import type { Ingest } from '../../ingest/ingest.ts'
import { EVENT_AGE_MAX_MS } from '../../ingest/limits.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Warehouse } from '../../warehouse/warehouse.ts'
import { openBatchSender } from './batch-sender.ts'
import { Batch } from './batch.ts'
import { checkRecord } from './check-record.ts'
import { openDeadLetter } from './dead-letter.ts'
import { ImportFailure } from './failure.ts'
import type { ImportRecord, RecordStore } from './import-record.ts'
import { isUnchanged, type Input } from './input.ts'
import { duplicatesTotal } from './queries.ts'
import type { ReadProgress, Source } from './source.ts'

/** The environment that events go into. */
export interface ImportTarget {
  clock: Clock
  ingest: Pick<Ingest, 'accept'>
  warehouse: Pick<Warehouse, 'run'>
}

export interface ImportParts {
  input: Input
  source: Source
  target: ImportTarget
  /** Where the import begins or goes on. */
  begun: ImportRecord
  records: RecordStore
  isHistorical: boolean
  /** Stops reading; what is under way is finished and recorded. */
  signal: AbortSignal
}

/** What a run of an import did. */
export interface ImportResult {
  rowsTaken: number
  /** Of those taken, the ones whose transaction_id was there already. */
  rowsDuplicate: number
  rowsRefused: number
  /** How far the import is, with what earlier runs did. */
  record: ImportRecord
}

/** How far a run is, whenever it is asked. */
export interface RunProgress {
  read: ReadProgress
  rows: number
  refused: number
}

export interface ImportRun {
  progress: () => RunProgress
  /** @throws ImportFailure, or Problem where the warehouse does not take events; what was recorded stays. */
  finish(): Promise<ImportResult>
}

/**
 * Prepares to import a file, or what of it an earlier run left. The record is saved after each batch whose events
 * are on disk, so a crash makes the next run repeat a few batches, whose transaction ids are then taken.
 */
export function prepareImport(parts: ImportParts): ImportRun {
  const { input, source, target, begun, signal } = parts
  const record = structuredClone(begun)
  const rowsTaken = () => record.rows_taken - begun.rows_taken
  const rowsRefused = () => record.rows_refused - begun.rows_refused
  return {
    progress: () => ({ read: source.progress(), rows: rowsTaken() + rowsRefused(), refused: rowsRefused() }),
    async finish() {
      const duplicatesBefore = await countDuplicates(target)
      await sendRows(parts, record)
      if (!signal.aborted) finishRecord(input, record, parts.records)
      const rowsDuplicate = (await countDuplicates(target)) - duplicatesBefore
      return { rowsTaken: rowsTaken(), rowsDuplicate, rowsRefused: rowsRefused(), record }
    },
  }
}

/** Sends the rows after the record's position, and moves it on. */
async function sendRows(parts: ImportParts, record: ImportRecord): Promise<void> {
  const { input, source, target, records, signal } = parts
  const { path, bytes } = record.dead_letter
  const letter = openDeadLetter(path, bytes, { name: input.name, unit: source.unit })
  const onStored = (batch: Batch) => {
    letter.add(batch.refused)
    record.position = batch.after
    record.rows_taken += batch.events.length
    record.rows_refused += batch.refused.length
    record.dead_letter.bytes = letter.bytesTotal()
    records.save(record)
  }
  const sender = openBatchSender(target.ingest, onStored, signal)
  try {
    for await (const batch of readBatches(parts, record.position)) await sender.send(batch)
  } finally {
    await sender.finish()
  }
}

async function* readBatches(parts: ImportParts, from: ImportRecord['position']): AsyncGenerator<Batch> {
  const { source, target, signal } = parts
  const ageMaxMs = parts.isHistorical ? null : EVENT_AGE_MAX_MS
  let batch = new Batch()
  for await (const fileRecords of source.records(from)) {
    const now = target.clock.now()
    for (const fileRecord of fileRecords) {
      if (signal.aborted) return
      batch.add(fileRecord, checkRecord(fileRecord, source, now, ageMaxMs))
      if (!batch.isFull()) continue
      yield batch
      batch = new Batch()
    }
  }
  if (!batch.isEmpty()) yield batch
}

function finishRecord(input: Input, record: ImportRecord, records: RecordStore): void {
  if (input.file !== null && !isUnchanged(input.file)) {
    throw new ImportFailure('it changed while it was read; run the command again')
  }
  record.is_finished = true
  records.save(record)
}

async function countDuplicates({ warehouse }: ImportTarget): Promise<number> {
  const [found] = await warehouse.run(duplicatesTotal, {})
  return found?.duplicates_total ?? 0
}
