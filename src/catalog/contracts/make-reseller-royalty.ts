import { invalid } from '../../kernel/errors.ts'
import { productOf, type ContractBook } from './contract-book.ts'
import type { NewResellerRoyalty } from './new-terms.ts'
import type { ResellerRoyalty } from './terms.ts'
import { requireWithinContract } from './within-contract.ts'

/**
 * Makes a reseller's royalty; what is left out is as in the newest that the contract has for that reseller (OpenAPI,
 * createContract and editContract).
 * @throws Problem not_found or invalid, naming the field and the rule.
 */
export function makeResellerRoyalty(
  book: ContractBook,
  given: NewResellerRoyalty,
  fieldPrefix: string,
): ResellerRoyalty {
  const before = book.terms.resellerRoyalties.findLast(
    ({ resellerType }) => resellerType === given.resellerType,
  )
  const required = <Value>(value: Value | null | undefined, field: string): Value => {
    if (value !== null && value !== undefined) return value
    throw invalid(`${fieldPrefix}${field}: is required for the first royalty of ${given.resellerType}`)
  }
  const hasProducts = given.applicableProductIds.length + given.applicableProductTags.length > 0
  const products = hasProducts ? given : before
  if (products === undefined) {
    throw invalid(`${fieldPrefix}applicable_product_ids: is required, or applicable_product_tags`)
  }
  for (const [index, id] of given.applicableProductIds.entries()) {
    productOf(book, id, `${fieldPrefix}applicable_product_ids.${index}`)
  }
  const made: ResellerRoyalty = {
    resellerType: given.resellerType,
    fraction: required(given.fraction ?? before?.fraction, 'fraction'),
    netsuiteResellerId: required(
      given.netsuiteResellerId ?? before?.netsuiteResellerId,
      'netsuite_reseller_id',
    ),
    applicableProductIds: products.applicableProductIds,
    applicableProductTags: products.applicableProductTags,
    startingAt: required(given.startingAt ?? before?.startingAt, 'starting_at'),
    endingBefore: given.endingBefore === undefined ? (before?.endingBefore ?? null) : given.endingBefore,
    resellerContractValue: given.resellerContractValue ?? before?.resellerContractValue ?? null,
    awsAccountNumber: given.awsAccountNumber ?? before?.awsAccountNumber ?? null,
    awsPayerReferenceId: given.awsPayerReferenceId ?? before?.awsPayerReferenceId ?? null,
    awsOfferId: given.awsOfferId ?? before?.awsOfferId ?? null,
    gcpAccountId: given.gcpAccountId ?? before?.gcpAccountId ?? null,
    gcpOfferId: given.gcpOfferId ?? before?.gcpOfferId ?? null,
  }
  if (made.fraction.isNegative() || made.fraction.greaterThan(1)) {
    throw invalid(`${fieldPrefix}fraction: must be from 0 to 1`)
  }
  requireWithinContract(book.terms, made, fieldPrefix)
  return made
}

/** Adds a royalty: from its start on it takes the place of what its reseller had for the same products. */
export function withRoyalty(
  royalties: readonly ResellerRoyalty[],
  added: ResellerRoyalty,
): ResellerRoyalty[] {
  const earlier = royalties.flatMap((royalty) => {
    if (!isOfSameProducts(royalty, added)) return royalty
    if (royalty.startingAt >= added.startingAt) return []
    return { ...royalty, endingBefore: Math.min(royalty.endingBefore ?? added.startingAt, added.startingAt) }
  })
  return [...earlier, added]
}

function isOfSameProducts(royalty: ResellerRoyalty, other: ResellerRoyalty): boolean {
  return productsText(royalty) === productsText(other)
}

function productsText({
  resellerType,
  applicableProductIds,
  applicableProductTags,
}: ResellerRoyalty): string {
  return JSON.stringify([resellerType, applicableProductIds.toSorted(), applicableProductTags.toSorted()])
}
