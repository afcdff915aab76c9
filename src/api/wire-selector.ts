import type { z } from 'zod'
import type { rateSelector } from '../../schemas/rates.ts'
import type { RateSelector } from '../catalog/rates/selectors.ts'

/** Which rates a request asks for. */
export function fromWireSelector(selector: z.output<typeof rateSelector>): RateSelector {
  return {
    productId: selector.product_id,
    productTags: selector.product_tags,
    pricingGroupValues: selector.pricing_group_values,
    partialPricingGroupValues: selector.partial_pricing_group_values,
    billingFrequency: selector.billing_frequency,
  }
}
