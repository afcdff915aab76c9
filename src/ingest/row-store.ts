import { newId } from '../kernel/ids.ts'
import { InsertUnsettledError, type TextInsert } from '../warehouse/insert-text.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { EVENT_COLUMNS, REPEAT_COLUMNS } from './event-text.ts'
import { storedDuplicates, storedEvents, storedRepeats, type Sequences } from './queries.ts'
import type { RowBuffer } from './row-buffer.ts'

export type RowTable = 'events' | 'duplicate_events' | 'repeated_events'

/** Each table's columns in the order in which rows are written, and what counts its rows. */
const TABLES = {
  events: { columns: EVENT_COLUMNS, stored: storedEvents },
  duplicate_events: { columns: EVENT_COLUMNS, stored: storedDuplicates },
  repeated_events: { columns: REPEAT_COLUMNS, stored: storedRepeats },
} as const

// Of an insert that was sent and not answered. The engine's own refusal is final: repeated with its token, an insert
// that was done for one month and failed for the next would be taken for done.
const INSERT_TRIES_MAX = 3

/** Puts rows into the warehouse for good, through lost answers too. */
export class RowStore {
  readonly #warehouse: Warehouse
  /** Inserts whose outcome is not known after all tries; the table may yet show their rows. */
  #unsettled: TextInsert[] = []
  #settling: Promise<void> | null = null

  constructor(warehouse: Warehouse) {
    this.#warehouse = warehouse
  }

  /**
   * Repeats the inserts of unknown outcome, with their tokens, so that the tables answer for them.
   * @throws while that fails: nothing may be judged by the tables before.
   */
  async settle(): Promise<void> {
    if (this.#unsettled.length === 0) return
    this.#settling ??= this.#repeatUnsettled().finally(() => (this.#settling = null))
    await this.#settling
  }

  /**
   * Stores rows.
   * @param sequences the numbers they have, in ranges of which no other insert into the table has any.
   * @throws where it is not known that all are on disk.
   */
  async insert(table: RowTable, rows: RowBuffer, sequences: readonly Sequences[]): Promise<void> {
    if (rows.rows === 0) return
    const insert = { table, columns: TABLES[table].columns, body: rows.bytes, token: newId() }
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#warehouse.insertText(insert)
        if (tries > 1) await this.#confirm(table, rows.rows, sequences)
        return
      } catch (error) {
        if (!(error instanceof InsertUnsettledError)) throw error
        if (tries < INSERT_TRIES_MAX) continue
        // The buffer is used again for the next rows, so these are copied.
        this.#unsettled.push({ ...insert, body: Buffer.from(rows.bytes) })
        throw error
      }
    }
  }

  async #repeatUnsettled(): Promise<void> {
    for (const insert of this.#unsettled.slice()) {
      await this.#warehouse.insertText(insert)
      this.#unsettled = this.#unsettled.filter((other) => other !== insert)
    }
  }

  /**
   * A repeat is answered as done where its token is known, and a server notes the token before it stores the rows: an
   * insert that failed in between, its answer lost, would be taken for done. So the rows are counted.
   */
  async #confirm(table: RowTable, rows: number, sequences: readonly Sequences[]): Promise<void> {
    const [found] = await this.#warehouse.run(TABLES[table].stored, {
      firsts: sequences.map(({ first }) => first),
      lasts: sequences.map(({ last }) => last),
    })
    const stored = found?.rows_stored ?? 0
    if (stored < rows) throw new Error(`a repeated insert left ${stored} of ${rows} rows in ${table}`)
  }
}
