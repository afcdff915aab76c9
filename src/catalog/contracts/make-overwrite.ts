import { invalid } from '../../kernel/errors.ts'
import type { OverrideChange, OverrideSpecifier } from '../../rating/override.ts'
import { productAt, type Product } from '../products/rows.ts'
import { requireRateType } from '../rates/rate-types.ts'
import { readPrice } from '../rates/read-price.ts'
import type { ContractBook } from './contract-book.ts'
import { creditTypeOf } from './credit-type.ts'
import type { NewOverride } from './new-terms.ts'
import { pricedProductOf } from './validate-override-products.ts'

/**
 * Makes the price of an OVERWRITE, which is for products by name with all their pricing group values (reference
 * section 6, Overrides).
 * @throws Problem not_found or invalid, naming the field.
 */
export function makeOverwrite(book: ContractBook, given: NewOverride, fieldPrefix: string): OverrideChange {
  if (given.overwriteRate === null) throw invalid(`${fieldPrefix}overwrite_rate: is required for OVERWRITE`)
  if (given.applicableProductTags.length > 0) {
    throw invalid(`${fieldPrefix}applicable_product_tags: an OVERWRITE cannot be for tags`)
  }
  const { creditTypeId } = given.overwriteRate
  const price = readPrice(given.overwriteRate.price, `${fieldPrefix}overwrite_rate.`)
  for (const product of targetsOf(book, given, fieldPrefix)) {
    requireRateType(price.rateType, product.type, `${fieldPrefix}overwrite_rate.rate_type`)
  }
  const field = `${fieldPrefix}overwrite_rate.credit_type_id`
  // A percentage is in whatever the spend is in.
  const isPercentage = price.rateType === 'PERCENTAGE' || price.rateType === 'TIERED_PERCENTAGE'
  if (isPercentage && creditTypeId !== null) {
    throw invalid(`${field}: cannot be given in a rate of type ${price.rateType}`)
  }
  const creditType = creditTypeOf(book, creditTypeId, field)
  return { type: 'OVERWRITE', price, creditTypeId: creditType.id }
}

function targetsOf(book: ContractBook, given: NewOverride, fieldPrefix: string): Product[] {
  if (given.productId !== null) {
    const product = pricedProductOf(book, given.productId, `${fieldPrefix}product_id`)
    if (productAt(product, given.startingAt).pricingGroupKey.length > 0) {
      throw invalid(
        `${fieldPrefix}product_id: the product has a pricing_group_key; give its values in override_specifiers`,
      )
    }
    return [product]
  }
  if (given.specifiers.length === 0) {
    throw invalid(`${fieldPrefix}product_id: is required for OVERWRITE, or override_specifiers with one each`)
  }
  return given.specifiers.map((specifier, index) =>
    targetOf(book, given, specifier, `${fieldPrefix}override_specifiers.${index}.`),
  )
}

function targetOf(
  book: ContractBook,
  given: NewOverride,
  specifier: OverrideSpecifier,
  fieldPrefix: string,
): Product {
  if (specifier.productTags.length > 0) {
    throw invalid(`${fieldPrefix}product_tags: an OVERWRITE cannot be for tags`)
  }
  if (Object.keys(specifier.presentationGroupValues).length > 0) {
    throw invalid(`${fieldPrefix}presentation_group_values: are only for multipliers`)
  }
  if (specifier.productId === null) throw invalid(`${fieldPrefix}product_id: is required for OVERWRITE`)
  const product = pricedProductOf(book, specifier.productId, `${fieldPrefix}product_id`)
  const { pricingGroupKey } = productAt(product, given.startingAt)
  const missing = pricingGroupKey.find((name) => !Object.hasOwn(specifier.pricingGroupValues, name))
  if (missing !== undefined) {
    throw invalid(
      `${fieldPrefix}pricing_group_values: has no value for ${JSON.stringify(missing)} of the product's pricing_group_key`,
    )
  }
  return product
}
