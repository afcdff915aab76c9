import type { Insertable, Selectable } from 'kysely'
import { Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { CatalogTables } from '../tables.ts'

/** A price on a rate card, in force from `startingAt` until `endingBefore`, or for good where that is null. */
export interface CatalogRate {
  /** The order in which rates were added. */
  seq: number
  id: string
  productId: string
  /** A value for each property of the product's pricing group key. */
  pricingGroupValues: Record<string, string>
  startingAt: Instant
  endingBefore: Instant | null
  /** Whether usage is billed at this rate. */
  isEntitled: boolean
  /** For one unit of the converted quantity; US cents, or whole units of another currency. */
  price: Decimal
  creditTypeId: string
}

type RateTable = CatalogTables['rates']

/** Reads a rate from its row. */
export function fromRateRow(row: Selectable<RateTable>): CatalogRate {
  return {
    seq: row.seq,
    id: row.id,
    productId: row.product_id,
    pricingGroupValues: JSON.parse(row.pricing_group_values) as Record<string, string>,
    startingAt: row.starting_at,
    endingBefore: row.ending_before,
    isEntitled: row.entitled === 1,
    price: new Decimal(row.price),
    creditTypeId: row.credit_type_id,
  }
}

/** Writes a rate of a card. */
export function toRateRow(
  rateCardId: string,
  createdAt: Instant,
  rate: Omit<CatalogRate, 'seq'>,
): Insertable<RateTable> {
  return {
    id: rate.id,
    rate_card_id: rateCardId,
    product_id: rate.productId,
    pricing_group_values: groupValuesText(rate.pricingGroupValues),
    starting_at: rate.startingAt,
    ending_before: rate.endingBefore,
    entitled: rate.isEntitled ? 1 : 0,
    rate_type: 'FLAT',
    price: rate.price.toFixed(),
    credit_type_id: rate.creditTypeId,
    created_at: createdAt,
  }
}

/** The text of pricing group values, the same for equal values whatever order they were given in. */
export function groupValuesText(values: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify(Object.fromEntries(sorted))
}
