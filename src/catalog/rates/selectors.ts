import type { BillingFrequency } from '../../rating/billing-period.ts'
import { groupValuesText } from '../../rating/group-values.ts'
import type { ProductState } from '../products/rows.ts'
import type { PricedBy } from './rows.ts'

/** Which rates a caller asks for; a field that is undefined admits every rate. */
export interface RateSelector {
  productId?: string | undefined
  /** The product has any of these tags. */
  productTags?: readonly string[] | undefined
  /** The rate has these values and no others. */
  pricingGroupValues?: Readonly<Record<string, string>> | undefined
  /** The rate has these values, others too. */
  partialPricingGroupValues?: Readonly<Record<string, string>> | undefined
  /** The rate is for subscriptions of this frequency. */
  billingFrequency?: BillingFrequency | undefined
}

/** Whether any of the selectors admits a rate; where there are none, all rates are admitted (OpenAPI, getRates). */
export function isSelected(
  rate: PricedBy,
  product: Pick<ProductState, 'tags'>,
  selectors: readonly RateSelector[],
): boolean {
  return selectors.length === 0 || selectors.some((selector) => admits(selector, rate, product))
}

function admits(selector: RateSelector, rate: PricedBy, product: Pick<ProductState, 'tags'>): boolean {
  const { productId, productTags, pricingGroupValues, partialPricingGroupValues, billingFrequency } = selector
  return (
    (productId === undefined || productId === rate.productId) &&
    (productTags === undefined || productTags.some((tag) => product.tags.includes(tag))) &&
    (billingFrequency === undefined || billingFrequency === rate.billingFrequency) &&
    (pricingGroupValues === undefined ||
      groupValuesText(pricingGroupValues) === groupValuesText(rate.pricingGroupValues)) &&
    (partialPricingGroupValues === undefined ||
      Object.entries(partialPricingGroupValues).every(
        ([name, value]) => rate.pricingGroupValues[name] === value,
      ))
  )
}
