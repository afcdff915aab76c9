import type { Decimal } from '../kernel/decimal.ts'
import type { LineTier } from './usage-line.ts'

/** A quantity at one price per unit, and what it comes to. */
export interface PricedPart {
  quantity: Decimal
  unitPrice: Decimal
  /** `quantity` times `unitPrice`, exactly. */
  total: Decimal
  /** Null where the price has no tiers. */
  tier: LineTier | null
}

/** How a quantity becomes an amount. Each kind of price has its own, in a file of its own. */
export interface PricingRule {
  /**
   * What it costs that the quantity used so far in the period goes from `from` to `to`; where `to` is less, what is
   * taken back, as negative quantities. There is at least one part: where nothing changed, one of quantity 0, in the
   * tier that has been reached.
   */
  parts(from: Decimal, to: Decimal): PricedPart[]
  /** The unit price of the first of them. */
  firstUnitPrice(from: Decimal, to: Decimal): Decimal
}
