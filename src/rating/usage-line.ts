import type { Decimal } from '../kernel/decimal.ts'
import type { TimeRange } from '../kernel/window.ts'
import type { BillingFrequency } from './billing-period.ts'
import type { MultiplierPrioritization, Override } from './override.ts'
import type { Price } from './price.ts'
import type { QuantityConversion, QuantityRounding } from './quantity.ts'
import type { RateTerm } from './rate-schedule.ts'

/** Values of a product's pricing or presentation group key, by the property's name; null where an event has none. */
export type GroupValues = Readonly<Record<string, string | null>>

/** A rate of a product, for one set of pricing group values. */
export interface UsageRate extends RateTerm {
  id: string
  pricingGroupValues: Readonly<Record<string, string>>
  /** Whether usage at this rate is billed at all, where no override says otherwise. */
  isEntitled: boolean
  price: Price
  commitRate: Price | null
  billingFrequency: BillingFrequency | null
  creditTypeId: string
}

/** What rating needs to know of a product while one of its versions is in force. */
export interface UsageProductVersion {
  /** While it is in force, clipped to the billing period. */
  period: TimeRange
  tags: readonly string[]
  quantityConversion: QuantityConversion | null
  quantityRounding: QuantityRounding | null
  pricingGroupKey: readonly string[]
  presentationGroupKey: readonly string[]
}

/** A product whose usage is priced. */
export interface UsageProduct<Rate> {
  id: string
  /** In order of time. */
  versions: readonly UsageProductVersion[]
  rates: readonly Rate[]
}

/** What a contract changes of its rate card's prices. */
export interface ContractPricing {
  /** In the order they were added. */
  overrides: readonly Override[]
  prioritization: MultiplierPrioritization
}

/** The tier of a graduated price that a line is in. */
export interface LineTier {
  /** From 1. */
  level: number
  /** The quantity that the tiers before it take. */
  startingAt: Decimal
  /** Null where it has no end. */
  size: Decimal | null
}

/** What one segment of the period brought to a line. */
export interface LinePart {
  /** From the segment's start to the next one that brought something, or to the line's end. */
  period: TimeRange
  quantity: Decimal
  total: Decimal
}

/** A quantity at one rate, one override and one version of its product, in one tier. */
export interface PricedLine<Rate> {
  period: TimeRange
  /** The product's version, by its index. */
  version: number
  /** The billed quantity: converted and rounded; of a composite product, the spend. */
  quantity: Decimal
  unitPrice: Decimal
  total: Decimal
  /** Null where the price has no tiers. */
  tier: LineTier | null
  /** The card's price; null where an overwrite prices what has no rate. */
  listPrice: Price | null
  /** What it was priced at. */
  price: Price
  rate: Rate | null
  override: Override | null
  creditTypeId: string
  /** The line segment by segment, in order of time; they add up to its quantity and total. */
  parts: readonly LinePart[]
}

/** Usage of a product by one group: a line of the invoice. */
export interface UsageLine<Rate> extends PricedLine<Rate> {
  pricingGroupValues: GroupValues
  presentationGroupValues: GroupValues
}
