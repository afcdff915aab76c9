import type { Selectable } from 'kysely'
import type { Instant } from '../../kernel/instant.ts'
import type { Catalog } from '../database.ts'
import { readStored } from '../stored-json.ts'
import type { CatalogTables } from '../tables.ts'
import type { PackageTerms } from './terms.ts'

/** A name that contracts can choose the package by, while its schedule lasts; null bounds are open. */
export interface PackageAlias {
  name: string
  startingAt: Instant | null
  endingBefore: Instant | null
}

/** Terms that contracts are made from. It never changes, save that it can be archived. */
export interface Package {
  seq: number
  id: string
  name: string
  uniquenessKey: string | null
  /** In the order they were given. */
  aliases: readonly PackageAlias[]
  terms: PackageTerms
  createdAt: Instant
  archivedAt: Instant | null
}

/** What packages say of commits, credits and thresholds that were stored before they could say anything. */
const NOT_SAID = {
  commits: [],
  credits: [],
  recurringCommits: [],
  recurringCredits: [],
  spendThreshold: null,
  prepaidThreshold: null,
}

type StoredTerms = Omit<PackageTerms, keyof typeof NOT_SAID> & Partial<PackageTerms>

/** Adds the aliases to package rows. */
export async function fromPackageRows(
  catalog: Catalog,
  rows: readonly Selectable<CatalogTables['packages']>[],
): Promise<Package[]> {
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.id)
  const aliases = await catalog
    .selectFrom('package_aliases')
    .selectAll()
    .where('package_id', 'in', ids)
    .orderBy('seq')
    .execute()
  const aliasesOf = Map.groupBy(aliases, (row) => row.package_id)
  return rows.map((row) => ({
    seq: row.seq,
    id: row.id,
    name: row.name,
    uniquenessKey: row.uniqueness_key,
    aliases: (aliasesOf.get(row.id) ?? []).map((alias) => ({
      name: alias.name,
      startingAt: alias.starting_at,
      endingBefore: alias.ending_before,
    })),
    terms: { ...NOT_SAID, ...(readStored(row.body) as StoredTerms) },
    createdAt: row.created_at,
    archivedAt: row.archived_at,
  }))
}
