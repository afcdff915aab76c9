import { Decimal } from '../../kernel/decimal.ts'
import type { MeteredSeries } from '../../rating/metered-series.ts'
import type { BatchQuantityRow } from './queries.ts'

/** A batch's row. A quantity becomes a number where it is asked for: that of most hours never is. */
export class BatchSeries implements MeteredSeries {
  readonly version: number
  readonly #row: BatchQuantityRow

  constructor(version: number, row: BatchQuantityRow) {
    this.version = version
    this.#row = row
  }

  get groups() {
    return this.#row.groups
  }

  get segmentStarts() {
    return this.#row.segment_starts
  }

  get mayFall() {
    return this.#row.may_fall
  }

  cumulativeAt(place: number): Decimal {
    const text = this.#row.cumulatives[place]
    if (text === undefined) throw new Error(`there is no segment ${place}`)
    return new Decimal(text)
  }
}
