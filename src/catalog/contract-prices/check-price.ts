import { invalid, notFound } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { BillingFrequency } from '../../rating/billing-period.ts'
import { chooseOverride, type OverrideVerdict } from '../../rating/choose-override.ts'
import { effectivePrice } from '../../rating/effective-price.ts'
import type { Override } from '../../rating/override.ts'
import type { Price } from '../../rating/price.ts'
import { rateVerdicts, type RateVerdict } from '../../rating/rate-verdicts.ts'
import type { GroupValues } from '../../rating/usage-line.ts'
import { getContractById } from '../contracts/get.ts'
import { pricingOf } from '../contracts/pricing-of.ts'
import type { Contract } from '../contracts/rows.ts'
import { requireInstantWithin } from '../contracts/within-contract.ts'
import { findProducts } from '../products/get.ts'
import { requirePricingGroupValues } from '../products/require-pricing-group-values.ts'
import { productAt, type Product, type ProductVersion } from '../products/rows.ts'
import { findRatesOfCard } from '../rates/find-of-card.ts'
import type { CatalogRate } from '../rates/rows.ts'
import type { CatalogScope } from '../scope.ts'

/** Which price is asked for, and when. */
export interface PriceQuestion {
  productId: string
  /** A value for each property of the product's pricing group key. */
  pricingGroupValues: Readonly<Record<string, string>>
  presentationGroupValues: GroupValues
  /** Needed for subscriptions, for nothing else. */
  billingFrequency: BillingFrequency | null
  at: Instant
}

/** What a contract charges for something at an instant, and which rate and override make that so. */
export interface CheckedPrice {
  contract: Contract
  product: Product
  version: ProductVersion
  at: Instant
  /** Whether it is billed at all. */
  isEntitled: boolean
  listPrice: Price | null
  /** What a quantity is priced at; null where nothing prices it. */
  price: Price | null
  creditTypeId: string | null
  rates: RateVerdict<CatalogRate>[]
  overrides: OverrideVerdict[]
  /** The override that decides on the entitlement; null where the rate does. */
  entitlement: Override | null
}

/**
 * Explains a contract's price: the same rules that rate its invoices, with what they made of each rate and override.
 * @throws Problem not_found where contract or product do not exist; invalid where the instant is not within the
 * contract, or where group values or the frequency are not what the product needs.
 */
export async function checkPrice(
  scope: CatalogScope,
  contractId: string,
  question: PriceQuestion,
): Promise<CheckedPrice> {
  const { at } = question
  const contract = await getContractById(scope, contractId)
  requireInstantWithin(contract.terms, at, 'at')
  const [product] = await findProducts(scope, [question.productId])
  if (product === undefined) throw notFound('product_id: product', question.productId)
  const version = productAt(product, at)
  refuseMismatch(question, product, version)
  const { rateCardId } = contract.terms
  const ofCard = rateCardId === null ? [] : await findRatesOfCard(scope, rateCardId)
  const rates = rateVerdicts(
    ofCard.filter((rate) => rate.productId === product.id),
    { ...question, pricingGroupKey: version.pricingGroupKey },
    at,
  )
  const rate = rates.find(({ verdict }) => verdict === 'WINS')?.rate ?? null
  const usage = { ...question, productTags: version.tags }
  const choice = chooseOverride(pricingOf(contract.terms), usage, at)
  const effective = effectivePrice(rate?.price ?? null, choice.price)
  const change = choice.price?.change
  return {
    contract,
    product,
    version,
    at,
    isEntitled: choice.entitlement?.isEntitled ?? rate?.isEntitled ?? effective !== null,
    listPrice: rate?.price ?? null,
    price: effective?.price ?? null,
    creditTypeId: change?.type === 'OVERWRITE' ? change.creditTypeId : (rate?.creditTypeId ?? null),
    rates,
    overrides: choice.verdicts,
    entitlement: choice.entitlement,
  }
}

function refuseMismatch(question: PriceQuestion, product: Product, version: ProductVersion): void {
  requirePricingGroupValues(question.pricingGroupValues, version, 'pricing_group_values')
  const unknown = Object.keys(question.presentationGroupValues).find(
    (name) => !version.presentationGroupKey.includes(name),
  )
  if (unknown !== undefined) {
    const name = JSON.stringify(unknown)
    throw invalid(`presentation_group_values: ${name} is not in the product's presentation_group_key`)
  }
  const isSubscription = product.type === 'SUBSCRIPTION'
  if (isSubscription === (question.billingFrequency === null)) {
    throw invalid(
      `billing_frequency: ${isSubscription ? 'is required' : 'is only'} for products of type SUBSCRIPTION`,
    )
  }
}
