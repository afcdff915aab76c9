import { invalid } from '../../kernel/errors.ts'
import type { OverrideSpecifier } from '../../rating/override.ts'
import { productAt, type Product } from '../products/rows.ts'
import type { ProductType } from '../tables.ts'
import { productOf, type ContractBook } from './contract-book.ts'
import type { NewOverride } from './new-terms.ts'

const PRICED_TYPES: readonly ProductType[] = ['USAGE', 'SUBSCRIPTION', 'COMPOSITE']

/**
 * Holds what an override is for to the rules: by product and tags or by specifiers, of products that a card can price,
 * by group keys that the product has when the override starts (reference section 6; OpenAPI, createContract).
 * @throws Problem not_found or invalid, naming the field.
 */
export function validateOverrideProducts(book: ContractBook, given: NewOverride, fieldPrefix: string): void {
  const { productId, applicableProductTags, specifiers } = given
  if (specifiers.length > 0) {
    const beside = productId === null ? 'applicable_product_tags' : 'product_id'
    if (productId !== null || applicableProductTags.length > 0) {
      throw invalid(`${fieldPrefix}override_specifiers: cannot be given together with ${beside}`)
    }
  }
  if (productId !== null) pricedProductOf(book, productId, `${fieldPrefix}product_id`)
  for (const [index, specifier] of specifiers.entries()) {
    validateSpecifier(book, given, specifier, `${fieldPrefix}override_specifiers.${index}.`)
  }
}

/** A product that a rate card can price. @throws Problem not_found or invalid, naming the field. */
export function pricedProductOf(book: Pick<ContractBook, 'products'>, id: string, field: string): Product {
  const product = productOf(book, id, field)
  if (!PRICED_TYPES.includes(product.type)) {
    throw invalid(`${field}: must be a product of type ${PRICED_TYPES.join(', ')}, not ${product.type}`)
  }
  return product
}

function validateSpecifier(
  book: ContractBook,
  given: NewOverride,
  specifier: OverrideSpecifier,
  fieldPrefix: string,
): void {
  if (specifier.productId === null) return
  const product = pricedProductOf(book, specifier.productId, `${fieldPrefix}product_id`)
  const { pricingGroupKey, presentationGroupKey } = productAt(product, given.startingAt)
  requireNames(specifier.pricingGroupValues, pricingGroupKey, `${fieldPrefix}pricing_group_values`)
  requireNames(
    specifier.presentationGroupValues,
    presentationGroupKey,
    `${fieldPrefix}presentation_group_values`,
  )
  if (specifier.billingFrequency !== null && product.type !== 'SUBSCRIPTION') {
    throw invalid(`${fieldPrefix}billing_frequency: is only for products of type SUBSCRIPTION`)
  }
}

function requireNames(
  values: Readonly<Record<string, string | null>>,
  groupKey: readonly string[],
  field: string,
): void {
  const foreign = Object.keys(values).find((name) => !groupKey.includes(name))
  if (foreign === undefined) return
  const key = field.endsWith('pricing_group_values') ? 'pricing_group_key' : 'presentation_group_key'
  throw invalid(`${field}: ${JSON.stringify(foreign)} is not in the product's ${key}`)
}
