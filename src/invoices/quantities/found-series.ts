import type { Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import { seriesByGroup, type GroupQuantity, type MeteredSeries } from '../../rating/metered-series.ts'
import type { BilledProduct } from '../billed-products.ts'
import type { MeteredVersion } from './metered-versions.ts'

/** What was found of a product. */
export type FoundSeries = readonly [BilledProduct, MeteredSeries]

/** A row of a quantities query. */
export interface QuantityRow {
  product_number: number
  segment_start: Instant
  groups: (string | null)[]
  cumulative: Decimal
  /** Not there for metrics in SQL, of which it is not known. */
  may_fall?: boolean
}

/** What rows say of the products they are of. @throws Error where one is of none of the blocks asked for. */
export function foundIn(versions: readonly MeteredVersion[], rows: readonly QuantityRow[]): FoundSeries[] {
  const byProduct = Map.groupBy(rows, (row) => row.product_number)
  return [...byProduct].flatMap(([number, own]) => {
    const metered = versions[number]
    if (metered === undefined) throw new Error(`no block ${number} was asked for`)
    const { product, versionIndex } = metered
    return seriesByGroup(versionIndex, own.map(toGroupQuantity)).map((series) => [product, series] as const)
  })
}

function toGroupQuantity({ segment_start, groups, cumulative, may_fall }: QuantityRow): GroupQuantity {
  return { segmentStart: segment_start, groups, cumulative, mayFall: may_fall }
}
