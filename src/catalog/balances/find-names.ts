import type { Instant } from '../../kernel/instant.ts'
import { findNames, type Names } from '../find-names.ts'
import type { CatalogScope } from '../scope.ts'
import type { CatalogBalance } from './rows.ts'

/** Finds the names of what commits and credits refer to, in any of their versions. */
export async function findBalanceNames(
  scope: Pick<CatalogScope, 'catalog'>,
  balances: readonly CatalogBalance[],
  at: Instant,
): Promise<Names> {
  const termsOfAll = balances.flatMap(({ versions }) => versions.map(({ terms }) => terms))
  const productIds = termsOfAll.map(({ productId }) => productId)
  const creditTypeIds = termsOfAll.flatMap(({ access, invoice }) => [
    access.creditTypeId,
    invoice?.creditTypeId ?? null,
  ])
  return findNames(scope, { productIds, creditTypeIds }, at)
}
