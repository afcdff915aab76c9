import { invalid, Problem } from '../../kernel/errors.ts'
import { formatInstant, type Instant } from '../../kernel/instant.ts'
import type { Catalog } from '../database.ts'
import { getPackage } from './get.ts'
import type { Package } from './rows.ts'

/** How a new contract names its package. */
export type PackageChoice = { packageId: string } | { packageAlias: string }

/**
 * Finds the package of a new contract; an alias is resolved at the contract's start (OpenAPI, createContract).
 * @throws Problem not_found where there is none, invalid where it is archived.
 */
export async function choosePackage(
  catalog: Catalog,
  choice: PackageChoice,
  startingAt: Instant,
): Promise<Package> {
  const isAlias = 'packageAlias' in choice
  const id = isAlias ? await packageOfAlias(catalog, choice.packageAlias, startingAt) : choice.packageId
  const chosen = await getPackage({ catalog }, id)
  if (chosen.archivedAt === null) return chosen
  throw invalid(`${isAlias ? 'package_alias' : 'package_id'}: package ${id} is archived`)
}

/** Of the packages whose schedule for an alias covers the instant, the one it was assigned to last, archived or not. */
async function packageOfAlias(catalog: Catalog, alias: string, at: Instant): Promise<string> {
  const last = await catalog
    .selectFrom('package_aliases')
    .select('package_id')
    .where('name', '=', alias)
    .where((where) => where.or([where('starting_at', 'is', null), where('starting_at', '<=', at)]))
    .where((where) => where.or([where('ending_before', 'is', null), where('ending_before', '>', at)]))
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (last !== undefined) return last.package_id
  const message = `package_alias: no package has the alias ${JSON.stringify(alias)} at ${formatInstant(at)}`
  throw new Problem('not_found', message)
}
