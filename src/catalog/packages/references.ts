import type { Instant } from '../../kernel/instant.ts'
import type { ContractReferences } from '../contracts/references.ts'
import { findPricingUnits } from '../pricing-units/get.ts'
import { findProducts } from '../products/get.ts'
import { productAt } from '../products/rows.ts'
import type { CatalogScope } from '../scope.ts'
import type { Package } from './rows.ts'

/** What packages refer to, by the names under which it is shown at an instant. */
export type PackageReferences = Pick<ContractReferences, 'productName' | 'creditTypeName'>

/** Finds what packages refer to. */
export async function findPackageReferences(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  packages: readonly Package[],
  at: Instant,
): Promise<PackageReferences> {
  const parts = packages.flatMap(({ terms }) => [
    ...terms.overrides.map(({ productId, overwriteRate }) => ({
      productId,
      creditTypeId: overwriteRate?.creditTypeId ?? null,
    })),
    ...terms.scheduledCharges,
    ...[...terms.commits, ...terms.credits].flatMap(({ productId, access, invoice }) => [
      { productId, creditTypeId: access.creditTypeId },
      { productId, creditTypeId: invoice?.creditTypeId ?? null },
    ]),
    ...[...terms.recurringCommits, ...terms.recurringCredits, ...terms.subscriptions].map(
      ({ productId }) => ({ productId, creditTypeId: null }),
    ),
  ])
  const products = await findProducts({ catalog }, distinct(parts.map(({ productId }) => productId)))
  const units = await findPricingUnits({ catalog }, distinct(parts.map(({ creditTypeId }) => creditTypeId)))
  const productNames = new Map(products.map((product) => [product.id, productAt(product, at).name]))
  const unitNames = new Map(units.map(({ id, name }) => [id, name]))
  return {
    productName: (id) => need(productNames, id, 'product'),
    creditTypeName: (id) => need(unitNames, id, 'pricing unit'),
  }
}

function need(names: ReadonlyMap<string, string>, id: string, what: string): string {
  const name = names.get(id)
  if (name === undefined) throw new Error(`a package refers to ${what} ${id}, which does not exist`)
  return name
}

function distinct(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))]
}
