import { Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { CumulativeQuantity } from '../../rating/usage-line.ts'
import type { BatchQuantityRow } from './queries.ts'

/** One segment of a batch's row. Its quantity becomes a number where it is asked for: that of most hours never is. */
export class BatchQuantity implements CumulativeQuantity {
  readonly version: number
  readonly segmentStart: Instant
  readonly #row: BatchQuantityRow
  readonly #place: number

  constructor(version: number, row: BatchQuantityRow, segmentStart: Instant, place: number) {
    this.version = version
    this.segmentStart = segmentStart
    this.#row = row
    this.#place = place
  }

  get groups(): readonly (string | null)[] {
    return this.#row.groups
  }

  get mayFall(): boolean {
    return this.#row.may_fall
  }

  get cumulative(): Decimal {
    const text = this.#row.cumulatives[this.#place]
    if (text === undefined) throw new Error(`there is no segment ${this.#place}`)
    return new Decimal(text)
  }
}
