const BYTES_MIN = 1 << 20
const NOTHING = new Uint8Array(0)

/**
 * Rows as bytes, outside the heap: thousands of rows that wait for a commit would otherwise be copied by every
 * garbage collection. Emptied and used again.
 */
export class RowBuffer {
  #bytes: Buffer = Buffer.allocUnsafeSlow(BYTES_MIN)
  #length = 0
  #rows = 0

  get rows(): number {
    return this.#rows
  }

  /** How many bytes the rows have. */
  get length(): number {
    return this.#length
  }

  /** The bytes of all rows, valid until the next `append`, `reserve` or `clear`. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  /** Adds rows. @param text whole rows of tab-separated text. */
  append(text: string, rows: number): void {
    this.reserve(text.length * UTF8_BYTES_MAX)
    this.extend(this.#bytes.write(text, this.#length, 'utf8'), rows)
  }

  /** Adds the bytes of one row. @param end what it ends with, where that stands elsewhere. */
  appendRow(row: Uint8Array, end: Uint8Array = NOTHING): void {
    const bytes = this.reserve(row.length + end.length)
    bytes.set(row, this.#length)
    bytes.set(end, this.#length + row.length)
    this.extend(row.length + end.length, 1)
  }

  /** Adds a copy of all rows of another. */
  appendAll(other: RowBuffer): void {
    this.reserve(other.length).set(other.bytes, this.#length)
    this.extend(other.length, other.rows)
  }

  /** Makes room for more rows. @returns the whole buffer; rows may be written into it from `length` on. */
  reserve(bytes: number): Buffer {
    const needed = this.#length + bytes
    if (needed > this.#bytes.length) this.#grow(needed)
    return this.#bytes
  }

  /** Counts rows in that were written from `length` on. */
  extend(bytes: number, rows: number): void {
    this.#length += bytes
    this.#rows += rows
  }

  clear(): void {
    this.#length = 0
    this.#rows = 0
  }

  #grow(needed: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2))
    this.#bytes.copy(grown, 0, 0, this.#length)
    this.#bytes = grown
  }
}

// Of one UTF-16 unit.
const UTF8_BYTES_MAX = 3
