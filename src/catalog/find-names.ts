import type { Instant } from '../kernel/instant.ts'
import { findPricingUnits } from './pricing-units/get.ts'
import { findProducts } from './products/get.ts'
import { productAt } from './products/rows.ts'
import type { CatalogScope } from './scope.ts'

/** The names of products, units and currencies that something refers to by their ids. */
export interface Names {
  productName(id: string): string
  creditTypeName(id: string): string
}

/**
 * Finds the names that products and units have at an instant.
 * @param ids of all that will be asked for; null is none.
 */
export async function findNames(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  ids: { productIds: readonly (string | null)[]; creditTypeIds: readonly (string | null)[] },
  at: Instant,
): Promise<Names> {
  const products = await findProducts({ catalog }, distinct(ids.productIds))
  const units = await findPricingUnits({ catalog }, distinct(ids.creditTypeIds))
  const productNames = new Map(products.map((product) => [product.id, productAt(product, at).name]))
  const unitNames = new Map(units.map(({ id, name }) => [id, name]))
  return {
    productName: (id) => nameOf(productNames, id, 'product'),
    creditTypeName: (id) => nameOf(unitNames, id, 'pricing unit'),
  }
}

function nameOf(names: ReadonlyMap<string, string>, id: string, what: string): string {
  const name = names.get(id)
  if (name === undefined) throw new Error(`something refers to ${what} ${id}, which does not exist`)
  return name
}

function distinct(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))]
}
