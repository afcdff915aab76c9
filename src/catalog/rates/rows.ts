import type { Insertable, Selectable } from 'kysely'
import type { Instant } from '../../kernel/instant.ts'
import type { BillingFrequency } from '../../rating/billing-period.ts'
import { groupValuesText } from '../../rating/group-values.ts'
import type { Price } from '../../rating/price.ts'
import { readStored, writeStored } from '../stored-json.ts'
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
  /** Of the converted quantity; US cents, whole units of another currency, or a custom unit. */
  price: Price
  /** What commits that draw at the commit rate pay instead; null where they pay the list price. */
  commitRate: Price | null
  /** Which subscriptions it is for; null for all that is no subscription. */
  billingFrequency: BillingFrequency | null
  creditTypeId: string
}

/** What sets the rates of a card apart, but for time. */
export type PricedBy = Readonly<Pick<CatalogRate, 'productId' | 'pricingGroupValues' | 'billingFrequency'>>

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
    price: readStored(row.price) as Price,
    commitRate: row.commit_rate === null ? null : (readStored(row.commit_rate) as Price),
    billingFrequency: row.billing_frequency,
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
    price: writeStored(rate.price),
    commit_rate: rate.commitRate === null ? null : writeStored(rate.commitRate),
    billing_frequency: rate.billingFrequency,
    credit_type_id: rate.creditTypeId,
    created_at: createdAt,
  }
}
