import { newId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Catalog } from '../database.ts'
import { validateAliases } from '../rate-cards/aliases.ts'
import { refuseUsedKey } from '../refuse-used-key.ts'
import type { CatalogScope } from '../scope.ts'
import { writeStored } from '../stored-json.ts'
import { getPackage } from './get.ts'
import type { Package, PackageAlias } from './rows.ts'
import type { NewPackageTerms, PackageTerms } from './terms.ts'
import { tryTerms } from './try-terms.ts'

export interface NewPackage {
  name: string
  uniquenessKey: string | null
  aliases: readonly PackageAlias[]
  terms: NewPackageTerms
}

/**
 * Creates a package, its terms held to the rules of a contract. An alias that other packages have too names this one
 * from now on (OpenAPI, createPackage).
 * @throws Problem not_found or invalid, naming the field; conflict where the uniqueness key was used before in
 * the environment.
 */
export async function createPackage(scope: CatalogScope, input: NewPackage): Promise<Package> {
  validateAliases(input.aliases)
  const createdAt = scope.clock.now()
  return scope.catalog.transaction().execute(async (transaction) => {
    const terms = await tryTerms(transaction, input.terms, createdAt)
    const id = newId()
    await insertPackage(transaction, id, { ...input, terms }, createdAt)
    for (const { name, startingAt, endingBefore } of input.aliases) {
      const schedule = { starting_at: startingAt, ending_before: endingBefore }
      await transaction
        .insertInto('package_aliases')
        .values({ package_id: id, name, ...schedule })
        .execute()
    }
    return getPackage({ catalog: transaction }, id)
  })
}

// The constraint decides, so that of concurrent creates with one key a single one succeeds.
async function insertPackage(
  transaction: Catalog,
  id: string,
  { name, uniquenessKey, terms }: NewPackage & { terms: PackageTerms },
  createdAt: Instant,
): Promise<void> {
  const body = writeStored(terms)
  const row = await transaction
    .insertInto('packages')
    .values({ id, name, uniqueness_key: uniquenessKey, body, created_at: createdAt, archived_at: null })
    .onConflict((clash) => clash.column('uniqueness_key').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (row === undefined) await refuseUsedKey(transaction, 'packages', uniquenessKey)
}
