import { invalid } from '../../kernel/errors.ts'
import { refuseTwice } from '../refuse-twice.ts'

interface ProductKeys {
  pricingGroupKey: readonly string[]
  presentationGroupKey: readonly string[]
}

/**
 * Holds a product's group keys to the rules: no property twice, in one key or across both, and all of them
 * together within one group key of the metric (reference sections 2.1 and 5).
 * @param groupKeys the metric's.
 * @throws Problem invalid, naming the field.
 */
export function validateGroupKeys(keys: ProductKeys, groupKeys: readonly (readonly string[])[]): void {
  const { pricingGroupKey: pricing, presentationGroupKey: presentation } = keys
  refuseTwice(pricing, 'pricing_group_key')
  refuseTwice(presentation, 'presentation_group_key')
  const shared = presentation.find((name) => pricing.includes(name))
  if (shared !== undefined) {
    throw invalid(`presentation_group_key: ${JSON.stringify(shared)} is in pricing_group_key too`)
  }
  const wanted = [...pricing, ...presentation]
  if (wanted.length === 0 || groupKeys.some((key) => wanted.every((name) => key.includes(name)))) return
  const field = pricing.length > 0 ? 'pricing_group_key' : 'presentation_group_key'
  throw invalid(`${field}: the billable metric has no group key that holds all of [${wanted.join(', ')}]`)
}
