import { notFound } from '../../kernel/errors.ts'
import type { CatalogScope } from '../scope.ts'
import { fromPackageRows, type Package } from './rows.ts'

/** Finds a package, archived or not. @throws Problem not_found, naming `package_id`. */
export async function getPackage({ catalog }: Pick<CatalogScope, 'catalog'>, id: string): Promise<Package> {
  const rows = await catalog.selectFrom('packages').selectAll().where('id', '=', id).execute()
  const [found] = await fromPackageRows(catalog, rows)
  if (found === undefined) throw notFound('package_id: package', id)
  return found
}
