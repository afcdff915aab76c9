import type { Sequences } from './queries.ts'
import { RowBuffer } from './row-buffer.ts'
import type { RowStore, RowTable } from './row-store.ts'

interface Waiting {
  resolve: () => void
  reject: (error: unknown) => void
}

/** Duplicates that are stored together, and the groups that wait for them. */
interface Batch {
  rows: RowBuffer
  sequences: Sequences[]
  waiting: Waiting[]
}

/**
 * Stores duplicates of one kind, for event search, beside the commits of events: those of several groups with one insert, as each
 * costs some 7 ms of processor time by itself.
 */
export class DuplicateStore {
  readonly #store: RowStore
  readonly #table: Exclude<RowTable, 'events'>
  #open = emptyBatch()
  #idle = emptyBatch()
  #underWay: Batch | null = null

  constructor(store: RowStore, table: Exclude<RowTable, 'events'>) {
    this.#store = store
    this.#table = table
  }

  /** How many duplicates are not on disk yet. */
  get rows(): number {
    return this.#open.rows.rows + (this.#underWay?.rows.rows ?? 0)
  }

  /**
   * Stores a group's duplicates. The rows are copied before it returns.
   * @param sequences the numbers of the group, which no other group has.
   * @throws where it is not known that all are on disk.
   */
  add(rows: RowBuffer, sequences: Sequences): Promise<void> {
    if (rows.rows === 0) return Promise.resolve()
    return new Promise((resolve, reject) => {
      this.#open.rows.appendAll(rows)
      this.#open.sequences.push({ ...sequences })
      this.#open.waiting.push({ resolve, reject })
      void this.#storeNext()
    })
  }

  async #storeNext(): Promise<void> {
    while (this.#underWay === null && this.#open.rows.rows > 0) {
      const batch = this.#open
      this.#underWay = batch
      this.#open = this.#idle
      try {
        await this.#store.insert(this.#table, batch.rows, batch.sequences)
        for (const { resolve } of batch.waiting) resolve()
      } catch (error) {
        for (const { reject } of batch.waiting) reject(error)
      }
      batch.rows.clear()
      batch.sequences = []
      batch.waiting = []
      this.#idle = batch
      this.#underWay = null
    }
  }
}

function emptyBatch(): Batch {
  return { rows: new RowBuffer(), sequences: [], waiting: [] }
}
