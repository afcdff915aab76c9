import type { z } from 'zod'
import type { PriceInput, priceOutput } from '../../schemas/rates.ts'
import type { PriceFields } from '../catalog/rates/read-price.ts'
import type { Price, PriceTier } from '../rating/price.ts'

type WirePrice = z.output<z.ZodObject<typeof priceOutput>>

/** A price as a request gives it, for the catalog to read. */
export function fromWirePrice(price: PriceInput): PriceFields {
  return {
    rateType: price.rate_type,
    price: price.price,
    quantity: price.quantity,
    isProrated: price.is_prorated,
    tiers: price.tiers,
    minimum: price.minimum_config?.minimum,
    customRate: price.custom_rate,
  }
}

/** A price as responses show it: the fields that belong to its rate type. */
export function toWirePrice(price: Price): WirePrice {
  const { rateType: rate_type } = price
  switch (price.rateType) {
    case 'FLAT':
      return { rate_type, price: price.price }
    case 'TIERED':
      return { rate_type, tiers: price.tiers.map(toWireTier) }
    case 'PERCENTAGE':
      return { rate_type, price: price.price, minimum_config: toWireMinimum(price) }
    case 'TIERED_PERCENTAGE':
      return { rate_type, tiers: price.tiers.map(toWireTier), minimum_config: toWireMinimum(price) }
    case 'SUBSCRIPTION':
      return { rate_type, price: price.price, quantity: price.quantity, is_prorated: price.isProrated }
  }
}

function toWireTier({ size, price }: PriceTier) {
  return { size: size ?? undefined, price }
}

function toWireMinimum({ minimum }: Extract<Price, { rateType: 'PERCENTAGE' | 'TIERED_PERCENTAGE' }>) {
  return minimum === null ? undefined : { minimum }
}
