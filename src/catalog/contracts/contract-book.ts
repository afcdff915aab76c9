import type { Decimal } from '../../kernel/decimal.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import { productIdsOfBalance } from '../balances/product-ids.ts'
import type { CatalogBalance } from '../balances/rows.ts'
import type { Catalog } from '../database.ts'
import { USD_CENTS_ID, findPricingUnits, getPricingUnit } from '../pricing-units/get.ts'
import type { PricingUnit } from '../pricing-units/rows.ts'
import { findProducts } from '../products/get.ts'
import type { Product } from '../products/rows.ts'
import { getNamedRateCard } from '../rate-cards/get.ts'
import { findRatesOfCard } from '../rates/find-of-card.ts'
import type { CatalogRate } from '../rates/rows.ts'
import { productIdsOfThresholds } from '../thresholds/product-ids.ts'
import type { NewTerms } from './new-terms.ts'
import type { ContractTerms } from './terms.ts'

/** What new terms of a contract are held against: what it says already, its price book, and the products named. */
export interface ContractBook {
  terms: ContractTerms
  /** The commits and credits that it can be drawn from: its own, and its customer's. */
  balances: readonly Pick<CatalogBalance, 'id' | 'type'>[]
  /** Null where the contract has no rate card. */
  rateCardId: string | null
  rates: readonly CatalogRate[]
  /** The card's, or US cents. */
  currency: PricingUnit
  /** The units that amounts may be in: the currency and, of a card, the units that it converts. */
  creditTypes: ReadonlyMap<string, PricingUnit>
  /** What one of each custom unit is worth in the currency. */
  worthOfUnits: ReadonlyMap<string, Decimal>
  products: ReadonlyMap<string, Product>
  /** When the request is served. */
  now: Instant
}

/**
 * Opens what the new terms of a contract are held against, within the caller's transaction.
 * @param terms what the contract says before they are added.
 * @param balances the commits and credits that it has before.
 * @param productIds products that are named besides those of what is added.
 */
export async function openContractBook(
  catalog: Catalog,
  terms: ContractTerms,
  added: NewTerms,
  {
    balances,
    now,
    productIds = [],
  }: Pick<ContractBook, 'balances' | 'now'> & { productIds?: readonly string[] },
): Promise<ContractBook> {
  const { rateCardId } = terms
  const found = await findProducts({ catalog }, [...new Set([...productIdsOf(added), ...productIds])])
  const products = byId(found)
  const units = await findUnitsOf(catalog, rateCardId)
  const rates = rateCardId === null ? [] : await findRatesOfCard({ catalog }, rateCardId)
  return { terms, balances, rateCardId, rates, ...units, products, now }
}

/** The currency of a card, or US cents where there is none, and the units that amounts may be in. */
export async function findUnitsOf(
  catalog: Catalog,
  rateCardId: string | null,
): Promise<Pick<ContractBook, 'currency' | 'creditTypes' | 'worthOfUnits'>> {
  if (rateCardId === null) {
    const currency = await getPricingUnit({ catalog }, USD_CENTS_ID)
    return { currency, creditTypes: byId(await findCurrencies(catalog)), worthOfUnits: new Map() }
  }
  const { currency, conversions } = await getNamedRateCard({ catalog }, rateCardId)
  return {
    currency,
    creditTypes: byId([currency, ...conversions.map(({ unit }) => unit)]),
    worthOfUnits: new Map(conversions.map(({ unit, fiatPerCustomCredit }) => [unit.id, fiatPerCustomCredit])),
  }
}

/** The product of an id that a request gives. @throws Problem not_found, naming the field. */
export function productOf(book: Pick<ContractBook, 'products'>, id: string, field: string): Product {
  const product = book.products.get(id)
  if (product === undefined) throw notFound(`${field}: product`, id)
  return product
}

function productIdsOf(added: NewTerms): string[] {
  const ids = [
    ...added.overrides.flatMap(({ productId, specifiers }) => [
      productId,
      ...specifiers.map((specifier) => specifier.productId),
    ]),
    ...added.scheduledCharges.map(({ productId }) => productId),
    ...added.discounts.map(({ productId }) => productId),
    ...added.professionalServices.map(({ productId }) => productId),
    ...added.resellerRoyalties.flatMap(({ applicableProductIds }) => applicableProductIds),
    ...added.subscriptions.map(({ productId }) => productId),
    ...added.commits.flatMap(productIdsOfBalance),
    ...added.credits.flatMap(productIdsOfBalance),
    ...added.recurringCommits.flatMap(productIdsOfBalance),
    ...added.recurringCredits.flatMap(productIdsOfBalance),
    ...productIdsOfThresholds(added),
  ]
  return [...new Set(ids.filter((id) => id !== null))]
}

async function findCurrencies(catalog: Catalog): Promise<PricingUnit[]> {
  const rows = await catalog.selectFrom('pricing_units').select('id').where('is_currency', '=', 1).execute()
  return findPricingUnits(
    { catalog },
    rows.map(({ id }) => id),
  )
}

function byId<Item extends { id: string }>(items: readonly Item[]): Map<string, Item> {
  return new Map(items.map((item) => [item.id, item]))
}
