import type { Instant } from '../../kernel/instant.ts'
import type { ContractReferences } from '../contracts/references.ts'
import { findPricingUnits } from '../pricing-units/get.ts'
import { findProducts } from '../products/get.ts'
import { productAt } from '../products/rows.ts'
import type { CatalogScope } from '../scope.ts'
import type { CatalogBalance } from './rows.ts'

/** What commits and credits refer to, by the names under which it is shown at an instant. */
export type BalanceReferences = Pick<ContractReferences, 'productName' | 'creditTypeName'>

/** Finds what commits and credits refer to, in any of their versions. */
export async function findBalanceReferences(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  balances: readonly CatalogBalance[],
  at: Instant,
): Promise<BalanceReferences> {
  const termsOfAll = balances.flatMap(({ versions }) => versions.map(({ terms }) => terms))
  const productIds = new Set(termsOfAll.map(({ productId }) => productId))
  const unitIds = new Set(
    termsOfAll.flatMap(({ access, invoice }) => [access.creditTypeId, invoice?.creditTypeId ?? []].flat()),
  )
  const products = await findProducts({ catalog }, [...productIds])
  const units = await findPricingUnits({ catalog }, [...unitIds])
  const productNames = new Map(products.map((product) => [product.id, productAt(product, at).name]))
  const unitNames = new Map(units.map(({ id, name }) => [id, name]))
  return {
    productName: (id) => need(productNames, id, 'product'),
    creditTypeName: (id) => need(unitNames, id, 'pricing unit'),
  }
}

function need(names: ReadonlyMap<string, string>, id: string, what: string): string {
  const name = names.get(id)
  if (name === undefined) throw new Error(`a commit or credit refers to ${what} ${id}, which does not exist`)
  return name
}
