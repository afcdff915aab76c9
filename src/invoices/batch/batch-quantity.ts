import { Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { CumulativeQuantity } from '../../rating/usage-line.ts'
import type { BatchQuantityRow } from './queries.ts'

/** A row of a batch as a quantity, which becomes a number where it is asked for: most of its hours never are. */
export class BatchQuantity implements CumulativeQuantity {
  readonly version: number
  readonly #row: BatchQuantityRow
  #cumulative: Decimal | null = null

  constructor(version: number, row: BatchQuantityRow) {
    this.version = version
    this.#row = row
  }

  get segmentStart(): Instant {
    return this.#row.segment_start
  }

  get groups(): readonly (string | null)[] {
    return this.#row.groups
  }

  get mayFall(): boolean {
    return this.#row.may_fall
  }

  get cumulative(): Decimal {
    return (this.#cumulative ??= new Decimal(this.#row.cumulative.text))
  }
}
