import type { ValidEvent } from '../../ingest/validate-events.ts'
import type { CheckedRow, RefusedRow } from './check-record.ts'
import { START, type FileRecord, type Position } from './source.ts'

const EVENTS_MAX = 5000
const BYTES_MAX = 8 * 1024 * 1024
// The engine refuses an insert into more than 100 partitions, which are months, and ingest may join four batches.
const MONTHS_MAX = 24

/** Rows that go to the warehouse together, in the file's order. */
export class Batch {
  readonly events: ValidEvent[] = []
  readonly refused: RefusedRow[] = []
  /** Where reading goes on after it. */
  after: Position = START
  readonly #months = new Set<string>()
  #bytes = 0

  add(record: FileRecord, row: CheckedRow | RefusedRow): void {
    if ('reason' in row) this.refused.push(row)
    else {
      this.events.push(row.event)
      this.#months.add(row.month)
    }
    this.after = record.after
    this.#bytes += record.bytes?.length ?? 0
  }

  isEmpty(): boolean {
    return this.events.length + this.refused.length === 0
  }

  isFull(): boolean {
    const rows = this.events.length + this.refused.length
    return rows >= EVENTS_MAX || this.#bytes >= BYTES_MAX || this.#months.size >= MONTHS_MAX
  }
}
