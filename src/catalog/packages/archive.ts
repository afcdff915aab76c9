import { invalid } from '../../kernel/errors.ts'
import type { CatalogScope } from '../scope.ts'
import { getPackage } from './get.ts'

/**
 * Archives a package, for good: no contract can be made from it any more, those that were go on (OpenAPI,
 * archivePackage).
 * @throws Problem not_found, or invalid where it is archived already.
 */
export async function archivePackage(scope: CatalogScope, id: string): Promise<void> {
  const now = scope.clock.now()
  await scope.catalog.transaction().execute(async (transaction) => {
    const { archivedAt } = await getPackage({ catalog: transaction }, id)
    if (archivedAt !== null) throw invalid(`package_id: package ${id} is archived already`)
    await transaction.updateTable('packages').set({ archived_at: now }).where('id', '=', id).execute()
  })
}
