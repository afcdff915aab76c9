import type { Instant } from '../../kernel/instant.ts'
import { findNames, type Names } from '../find-names.ts'
import type { CatalogScope } from '../scope.ts'
import type { Package } from './rows.ts'

/** Finds the names of what packages refer to. */
export async function findPackageNames(
  scope: Pick<CatalogScope, 'catalog'>,
  packages: readonly Package[],
  at: Instant,
): Promise<Names> {
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
  const productIds = parts.map(({ productId }) => productId)
  const creditTypeIds = parts.map(({ creditTypeId }) => creditTypeId)
  return findNames(scope, { productIds, creditTypeIds }, at)
}
