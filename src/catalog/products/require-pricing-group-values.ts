import { invalid } from '../../kernel/errors.ts'
import type { ProductVersion } from './rows.ts'

/** Holds values to a product's pricing group key: one for each of its properties, and no other. @throws Problem invalid */
export function requirePricingGroupValues(
  values: Readonly<Record<string, string>>,
  { pricingGroupKey }: Pick<ProductVersion, 'pricingGroupKey'>,
  field: string,
): void {
  const given = Object.keys(values)
  const missing = pricingGroupKey.find((name) => !given.includes(name))
  if (missing !== undefined) {
    throw invalid(`${field}: has no value for ${JSON.stringify(missing)} of the product's pricing_group_key`)
  }
  const foreign = given.find((name) => !pricingGroupKey.includes(name))
  if (foreign !== undefined) {
    throw invalid(`${field}: ${JSON.stringify(foreign)} is not in the product's pricing_group_key`)
  }
}
