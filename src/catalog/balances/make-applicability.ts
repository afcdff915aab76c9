import { invalid } from '../../kernel/errors.ts'
import type { UsageSpecifier } from '../../rating/usage-specifier.ts'
import type { ContractBook } from '../contracts/contract-book.ts'
import { pricedProductOf } from '../contracts/validate-override-products.ts'
import type { NewApplicability } from './new-balance.ts'
import type { Applicability } from './terms.ts'

type Products = Pick<ContractBook, 'products'>

/**
 * Makes what a commit or credit pays for: products by id or tag, or specifiers, of products that can be priced, by group
 * keys that they have at some time (reference section 6; OpenAPI, createContract: commits).
 * @throws Problem not_found or invalid, naming the field.
 */
export function makeApplicability(
  book: Products,
  { applicableProductIds, applicableProductTags, specifiers }: NewApplicability,
  fieldPrefix: string,
): Applicability {
  if (specifiers !== null && (applicableProductIds !== null || applicableProductTags !== null)) {
    const beside = applicableProductIds === null ? 'applicable_product_tags' : 'applicable_product_ids'
    throw invalid(`${fieldPrefix}specifiers: cannot be given together with ${beside}`)
  }
  for (const [index, id] of (applicableProductIds ?? []).entries()) {
    pricedProductOf(book, id, `${fieldPrefix}applicable_product_ids.${index}`)
  }
  for (const [index, specifier] of (specifiers ?? []).entries()) {
    validateSpecifier(book, specifier, `${fieldPrefix}specifiers.${index}.`)
  }
  return {
    applicableProductIds: applicableProductIds ?? [],
    applicableProductTags: applicableProductTags ?? [],
    specifiers: specifiers ?? [],
  }
}

/** A product's group keys change with its versions, and a commit may outlast any of them. */
function validateSpecifier(book: Products, specifier: UsageSpecifier, fieldPrefix: string): void {
  if (specifier.productId === null) return
  const { versions } = pricedProductOf(book, specifier.productId, `${fieldPrefix}product_id`)
  const keys = [
    ['pricing_group', specifier.pricingGroupValues, versions.flatMap((one) => one.pricingGroupKey)],
    [
      'presentation_group',
      specifier.presentationGroupValues,
      versions.flatMap((one) => one.presentationGroupKey),
    ],
  ] as const
  for (const [kind, values, names] of keys) {
    const foreign = Object.keys(values).find((name) => !names.includes(name))
    if (foreign === undefined) continue
    throw invalid(
      `${fieldPrefix}${kind}_values: ${JSON.stringify(foreign)} is not in the product's ${kind}_key`,
    )
  }
}
