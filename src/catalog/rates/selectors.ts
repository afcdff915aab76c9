import type { Product } from '../products/rows.ts'
import { groupValuesText, type CatalogRate } from './rows.ts'

/** Which rates a caller asks for; a field that is undefined admits every rate. */
export interface RateSelector {
  productId?: string | undefined
  /** The product has any of these tags. */
  productTags?: readonly string[] | undefined
  /** The rate has these values and no others. */
  pricingGroupValues?: Readonly<Record<string, string>> | undefined
  /** The rate has these values, others too. */
  partialPricingGroupValues?: Readonly<Record<string, string>> | undefined
}

/** Whether a selector admits a rate: all of its fields must (OpenAPI, getRates). */
export function isSelected(rate: CatalogRate, product: Product, selector: RateSelector): boolean {
  const { productId, productTags, pricingGroupValues, partialPricingGroupValues } = selector
  return (
    (productId === undefined || productId === product.id) &&
    (productTags === undefined || productTags.some((tag) => product.tags.includes(tag))) &&
    (pricingGroupValues === undefined ||
      groupValuesText(pricingGroupValues) === groupValuesText(rate.pricingGroupValues)) &&
    (partialPricingGroupValues === undefined ||
      Object.entries(partialPricingGroupValues).every(
        ([name, value]) => rate.pricingGroupValues[name] === value,
      ))
  )
}
